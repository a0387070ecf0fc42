using System.IO.Compression;
using System.Net;
using System.Text;
using P2PShare.Engine.Discovery;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Discovery;

public sealed class HttpTrackerClientTests : IAsyncDisposable
{
    private const int Mebibyte = 1024 * 1024;
    private const string Answer = "d8:intervali900e5:peers6:\u0001\u0002\u0003\u0004\u0000\u0050e";
    private const string Tracker = "203.0.113.1";
    private const string Url = $"http://{Tracker}/announce";

    private readonly TrackerWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task An_announce_is_a_get_with_what_there_is_to_tell()
    {
        var server = _world.Serve(Tracker, Ok(Answer));

        var answer = await _world.AnnounceAsync($"{Url}?passkey=%2f%41");

        answer.Problem.ShouldBeNull();
        answer.IsSuccess.ShouldBeTrue();
        answer.Response!.Interval.ShouldBe(TimeSpan.FromMinutes(15));
        answer.Peers.ShouldBe([IPEndPoint.Parse("1.2.3.4:80")]);
        var request = server.Requests.ShouldHaveSingleItem();
        request.ShouldStartWith("GET /announce?passkey=%2fA&info_hash=aaaaaaaaaaaaaaaaaaaa&peer_id=bbbbbbbbbbbbbbbbbbbb&port=6881&");
        request.ShouldContain("\r\nHost: 203.0.113.1\r\n");
        request.ShouldContain("\r\nUser-Agent: p2pshare/");
        request.ShouldContain("\r\nAccept-Encoding: gzip\r\n");
        request.ShouldNotContain("Cookie");
    }

    [Fact]
    public async Task A_host_is_asked_over_each_family_that_it_has()
    {
        _world.Names["tracker.example"] = [IPAddress.Parse("203.0.113.1"), IPAddress.Parse("2001:db8:1::1")];
        var ipv4 = _world.Serve("203.0.113.1", Ok(Answer));
        var ipv6 = _world.Serve("2001:db8:1::1", Ok(Answer));

        (await _world.AnnounceAsync("http://tracker.example/announce", TrackerFamily.IPv4)).IsSuccess.ShouldBeTrue();
        ipv4.Requests.Count.ShouldBe(1);
        (await _world.AnnounceAsync("http://tracker.example/announce", TrackerFamily.IPv6)).IsSuccess.ShouldBeTrue();
        ipv6.Requests.Count.ShouldBe(1);
        ipv4.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_family_that_the_host_lacks_is_skipped()
    {
        var answer = await _world.AnnounceAsync(Url, TrackerFamily.IPv6);

        answer.WasSkipped.ShouldBeTrue();
        answer.Problem.ShouldBe("the tracker has no IPv6 address");
    }

    [Fact]
    public async Task The_next_address_of_a_name_is_tried_when_one_does_not_answer()
    {
        _world.Names["tracker.example"] = [IPAddress.Parse("203.0.113.8"), IPAddress.Parse("203.0.113.1")];
        _world.Serve("203.0.113.1", Ok(Answer));

        (await _world.AnnounceAsync("http://tracker.example/announce")).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public async Task A_refusal_is_told_with_its_reason_whatever_the_status()
    {
        _world.Serve(Tracker, "HTTP/1.1 403 No\r\nContent-Length: 27\r\n\r\nd14:failure reason6:bannede");

        var answer = await _world.AnnounceAsync(Url);

        answer.IsSuccess.ShouldBeFalse();
        answer.Problem.ShouldBe("banned");
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "the tracker answers with HTTP status 404")]
    [InlineData("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\n<h1>", "the tracker answers with HTTP status 503")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>", "the tracker's answer is not bencoded")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\nd8:interval", "the tracker broke off its answer")]
    [InlineData("", "the tracker broke off its answer")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "the tracker does not speak HTTP")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\nde", "the tracker's answer is encoded in a way that was not asked for")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nde", "the tracker's answer is damaged")]
    public async Task Answers_that_are_none_are_problems_and_not_exceptions(string response, string problem)
    {
        _world.Serve(Tracker, response);

        (await _world.AnnounceAsync(Url)).Problem.ShouldBe(problem);
    }

    [Fact]
    public async Task A_connection_that_ends_before_the_answer_is_tried_again()
    {
        var asked = 0;
        _world.Serve(Tracker, async (_, reply) =>
        {
            if (++asked == 3)
            {
                await reply.SendAsync(Ok(Answer));
            }
        });

        (await _world.AnnounceAsync(Url)).IsSuccess.ShouldBeTrue();
        asked.ShouldBe(3);
    }

    [Fact]
    public async Task A_tracker_that_is_not_there_is_a_problem()
    {
        (await _world.AnnounceAsync(Url)).Problem.ShouldBe("the tracker cannot be reached: host unreachable");
        (await _world.AnnounceAsync("http://nobody.example/announce")).Problem.ShouldBe("the tracker's host name is not known");
    }

    [Fact]
    public async Task An_endless_body_is_given_up_at_a_mebibyte()
    {
        var sent = 0L;
        _world.Serve(Tracker, async (_, reply) =>
        {
            await reply.SendAsync("HTTP/1.1 200 OK\r\n\r\n");
            var block = new byte[64 * 1024];
            while (await reply.SendAsync(block))
            {
                sent += block.Length;
            }
        });

        (await _world.AnnounceAsync(Url)).Problem.ShouldBe("the tracker's answer is too long");
        sent.ShouldBeLessThan(4L * Mebibyte);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, "the tracker's answer is too long")]
    public async Task A_body_of_a_mebibyte_is_taken_and_not_a_byte_more(int more, string? problem)
    {
        // A string that fills the body up to the byte: "d1:a1048565:...e".
        var padding = Mebibyte - "d1:a1048564:e".Length + more;
        _world.Serve(Tracker, Ok($"d1:a{padding}:{new string('x', padding)}e"));

        (await _world.AnnounceAsync(Url)).Problem.ShouldBe(problem);
    }

    [Fact]
    public async Task A_body_that_trickles_is_given_up_in_time()
    {
        _world.Serve(Tracker, async (_, reply) =>
        {
            await reply.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
            while (await reply.SendAsync("d"))
            {
                await Task.Delay(TimeSpan.FromSeconds(1), _world.Time);
            }
        });
        var start = _world.Time.GetTimestamp();

        (await _world.AnnounceAsync(Url)).Problem.ShouldBe("the tracker took too long to answer");

        _world.Time.GetElapsedTime(start).ShouldBeLessThan(TimeSpan.FromSeconds(40));
    }

    [Fact]
    public async Task A_tracker_that_says_nothing_is_given_up_in_time()
    {
        _world.Serve(Tracker, (_, reply) => reply.WaitForEndAsync());

        (await _world.AnnounceAsync(Url)).Problem.ShouldBe("the tracker took too long to answer");
    }

    [Fact]
    public async Task Endless_headers_are_given_up()
    {
        var sent = 0;
        _world.Serve(Tracker, async (_, reply) =>
        {
            await reply.SendAsync("HTTP/1.1 200 OK\r\n");
            while (await reply.SendAsync($"X-Pad: {new string('x', 1000)}\r\n"))
            {
                sent += 1000;
            }
        });

        (await _world.AnnounceAsync(Url)).Problem.ShouldBe("the tracker's answer has too many headers");

        // What was read, and what had been sent by then and was not.
        sent.ShouldBeLessThan(Mebibyte);
    }

    [Fact]
    public async Task A_gzipped_answer_is_inflated()
    {
        _world.Serve(Tracker, Gzipped(Gzip(Encoding.Latin1.GetBytes(Answer))));

        (await _world.AnnounceAsync(Url)).Peers.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_gzip_bomb_is_given_up_at_a_mebibyte()
    {
        var bomb = Gzip(new byte[100 * BoundedBody.MaxLength]);
        bomb.Length.ShouldBeLessThan(BoundedBody.MaxLength);
        _world.Serve(Tracker, Gzipped(bomb));

        (await _world.AnnounceAsync(Url)).Problem.ShouldBe("the tracker's answer is too long");
    }

    [Theory]
    [InlineData(-8)]
    [InlineData(-4)]
    [InlineData(12)]
    public async Task A_gzipped_answer_with_a_flipped_bit_is_refused(int at)
    {
        var body = Gzip(Encoding.Latin1.GetBytes(Answer));
        body[at < 0 ? body.Length + at : at] ^= 1;
        _world.Serve(Tracker, Gzipped(body));

        (await _world.AnnounceAsync(Url)).Problem.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_gzipped_answer_that_is_cut_off_is_refused()
    {
        _world.Serve(Tracker, Gzipped(Gzip(Encoding.Latin1.GetBytes(Answer))[..^9]));

        (await _world.AnnounceAsync(Url)).Problem.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("203.0.113.1", "1.2.3.4")]
    [InlineData("10.0.0.9", "1.2.3.4 10.0.0.1")]
    [InlineData("127.0.0.1", "1.2.3.4 10.0.0.1 127.0.0.1")]
    public async Task A_tracker_is_believed_only_what_is_no_nearer_than_itself(string tracker, string believed)
    {
        _world.Serve(tracker, Ok("d8:intervali900e5:peers24:\u0001\u0002\u0003\u0004\u0000\u0050\u000a\u0000\u0000\u0001\u0000\u0050\u007f\u0000\u0000\u0001\u0000\u0050\u0000\u0000\u0000\u0000\u0000\u0050e"));

        var answer = await _world.AnnounceAsync($"http://{tracker}/announce");

        answer.Peers.Select(peer => peer.Address.ToString()).ShouldBe(believed.Split(' '));
    }

    [Fact]
    public async Task Peers_that_are_named_by_host_are_looked_up_and_judged_like_others()
    {
        _world.Names["peer.example"] = [IPAddress.Parse("198.51.100.7"), IPAddress.Parse("10.0.0.1")];
        _world.Serve(Tracker, Ok("d5:peersld2:ip12:peer.example4:porti7eed2:ip12:gone.example4:porti7eeee"));

        (await _world.AnnounceAsync(Url)).Peers.ShouldBe([IPEndPoint.Parse("198.51.100.7:7")]);
    }

    [Theory]
    [InlineData("203.0.113.1", "\u0001\u0002\u0003\u0004", "1.2.3.4")]
    [InlineData("203.0.113.1", "\u000a\u0000\u0000\u0001", null)]
    [InlineData("10.0.0.9", "\u000a\u0000\u0000\u0001", "10.0.0.1")]
    [InlineData("10.0.0.9", "\u007f\u0000\u0000\u0001", null)]
    public async Task A_tracker_is_not_believed_about_our_own_address_either_when_it_is_nearer_than_itself(string tracker, string said, string? believed)
    {
        _world.Serve(tracker, Ok($"d11:external ip4:{said}8:intervali900e5:peers0:e"));

        var answer = await _world.AnnounceAsync($"http://{tracker}/announce");

        answer.Response!.ExternalAddress?.ToString().ShouldBe(believed);
    }

    [Fact]
    public async Task No_more_than_ten_named_peers_are_looked_up()
    {
        var names = Enumerable.Range(10, 50).Select(number => $"peer{number}.example").ToList();
        foreach (var (index, name) in names.Index())
        {
            _world.Names[name] = [new IPAddress([198, 51, 100, (byte)index])];
        }

        _world.Serve(Tracker, Ok($"d5:peersl{string.Concat(names.Select(name => $"d2:ip{name.Length}:{name}4:porti7ee"))}ee"));

        (await _world.AnnounceAsync(Url)).Peers.Count.ShouldBe(10);
    }

    private static string Ok(string body) => $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    private static string Gzipped(byte[] body) =>
        $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {body.Length}\r\n\r\n{Encoding.Latin1.GetString(body)}";

    private static byte[] Gzip(byte[] body)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.SmallestSize))
        {
            gzip.Write(body);
        }

        return output.ToArray();
    }
}
