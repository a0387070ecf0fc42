using System.Net;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Discovery;

public sealed class HttpRedirectTests : IAsyncDisposable
{
    private const string Answer = "HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\nd8:intervali900ee";

    private readonly TrackerWorld _world = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("301 Moved", "http://203.0.113.2/other?x=y")]
    [InlineData("302 Found", "http://203.0.113.2/other?x=y")]
    [InlineData("307 Temporary", "//203.0.113.2/other?x=y")]
    [InlineData("308 Permanent", "http://second.example/other?x=y")]
    public async Task A_redirect_is_followed_to_where_it_leads(string status, string location)
    {
        _world.Names["second.example"] = [IPAddress.Parse("203.0.113.2")];
        _world.Serve("203.0.113.1", Redirect(location, status));
        var second = _world.Serve("203.0.113.2", Answer);

        (await _world.AnnounceAsync("http://203.0.113.1/announce")).IsSuccess.ShouldBeTrue();

        second.Requests.ShouldHaveSingleItem().ShouldStartWith("GET /other?x=y HTTP/1.1");
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public async Task So_many_redirects_are_followed_and_no_more(int redirects, bool followed)
    {
        var server = _world.Serve("203.0.113.1", (request, reply) =>
        {
            var number = request.StartsWith("GET /r", StringComparison.Ordinal) ? request[6] - '0' : 0;
            return reply.SendAsync(number < redirects ? Redirect($"/r{number + 1}") : Answer);
        });

        var answer = await _world.AnnounceAsync("http://203.0.113.1/announce");

        answer.Problem.ShouldBe(followed ? null : "the tracker redirects too often");
        server.Requests.Count.ShouldBe(6);
    }

    [Theory]
    [InlineData("http://10.0.0.9/announce")]
    [InlineData("http://127.0.0.1/announce")]
    [InlineData("http://localhost/announce")]
    [InlineData("http://[::ffff:127.0.0.1]/announce")]
    [InlineData("http://2130706433/announce")]
    [InlineData("http://inside.example/announce")]
    public async Task A_redirect_from_the_internet_into_this_network_is_not_followed(string location)
    {
        _world.Names["inside.example"] = [IPAddress.Parse("10.0.0.9"), IPAddress.Parse("127.0.0.1")];
        _world.Names["localhost"] = [IPAddress.Loopback];
        _world.Serve("203.0.113.1", Redirect(location));
        var inside = _world.Serve("10.0.0.9", Answer);
        var here = _world.Serve("127.0.0.1", Answer);

        var answer = await _world.AnnounceAsync("http://203.0.113.1/announce");

        answer.Problem.ShouldBe(
            location.Contains("inside", StringComparison.Ordinal) ? "the tracker's host name leads into the local network" : "the tracker redirects into the local network");
        inside.Requests.ShouldBeEmpty();
        here.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_of_the_internet_that_leads_into_this_network_is_not_followed()
    {
        _world.Names["rebound.example"] = [IPAddress.Parse("10.0.0.9")];
        var inside = _world.Serve("10.0.0.9", Answer);

        var answer = await _world.AnnounceAsync("http://rebound.example/announce");

        answer.WasSkipped.ShouldBeTrue();
        answer.Problem.ShouldBe("the tracker's host name leads into the local network");
        inside.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Trackers_of_this_network_may_redirect_within_it()
    {
        _world.Serve("10.0.0.9", Redirect("http://10.0.0.10/announce"));
        _world.Serve("10.0.0.10", Answer);

        (await _world.AnnounceAsync("http://10.0.0.9/announce")).IsSuccess.ShouldBeTrue();
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://203.0.113.2/x")]
    [InlineData("udp://203.0.113.2:6969")]
    [InlineData("http://user:secret@203.0.113.2/announce")]
    public async Task A_redirect_leads_to_http_only(string location)
    {
        _world.Serve("203.0.113.1", Redirect(location));

        (await _world.AnnounceAsync("http://203.0.113.1/announce")).Problem.ShouldBe("the tracker redirects to an address that is not to be used");
    }

    [Fact]
    public async Task A_redirect_without_a_place_to_go_to_is_a_problem()
    {
        _world.Serve("203.0.113.1", "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n");

        (await _world.AnnounceAsync("http://203.0.113.1/announce")).Problem.ShouldBe("the tracker redirects to nowhere");
    }

    private static string Redirect(string location, string status = "302 Found") =>
        $"HTTP/1.1 {status}\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
}
