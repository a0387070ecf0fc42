using System.Net;
using P2PShare.Cli.Inputs;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Commands;

public sealed class ShowTests : IDisposable
{
    private const string Hash = "c12fe1c06bba254a9dc9f519b335aa7c1367a88a";
    private readonly TestApp _app = new();

    public ShowTests() => _app.Hosts["example.org"] = "198.51.100.1";

    private TemporaryDirectory Folder => _app.Folder;

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Shows_a_torrent_to_people()
    {
        Folder.Write("a.torrent", Some.Torrent(outside: "8:announce17:http://a/announce7:comment2:hi13:creation datei1700000000e"));

        var run = await _app.RunAsync("show", "a.torrent");

        run.Code.ShouldBe(ExitCode.Done);
        run.Error.ShouldBe("");
        run.Output.ShouldBeApprovedAs("show-text");
    }

    [Fact]
    public async Task Shows_a_torrent_to_scripts()
    {
        Folder.Write("a.torrent", Some.Torrent(outside: "8:announce17:http://a/announce7:comment2:hi13:creation datei1700000000e"));

        (await _app.RunAsync("show", "a.torrent", "--json")).Output.ShouldBeApprovedAs("show-json");
    }

    [Fact]
    public async Task Reads_a_torrent_from_standard_input()
    {
        _app.Input = Some.Torrent("stdin.txt");

        (await _app.RunAsync("show", "-", "--json")).Json.GetProperty("name").GetString().ShouldBe("stdin.txt");
    }

    [Fact]
    public async Task Several_torrents_are_one_document_and_a_bad_one_does_not_hide_the_good()
    {
        Folder.Write("a.torrent", Some.Torrent("a.txt"));
        Folder.Write("b.torrent", Some.Torrent("b.txt"));

        var run = await _app.RunAsync("show", "a.torrent", "none.torrent", "b.torrent", "--json");

        run.Code.ShouldBe(ExitCode.SomeFailed);
        run.Json.GetArrayLength().ShouldBe(3);
        run.Json[0].GetProperty("name").GetString().ShouldBe("a.txt");
        run.Json[1].GetProperty("kind").GetString().ShouldBe("torrent-missing");
        run.Json[1].GetProperty("torrent").GetString().ShouldBe("none.torrent");
        run.Json[2].GetProperty("name").GetString().ShouldBe("b.txt");
        run.Error.ShouldStartWith("error: cannot read torrent `none.torrent`: no such file");
    }

    [Fact]
    public async Task Takes_more_torrents_from_a_list()
    {
        Folder.Write("a.torrent", Some.Torrent("a.txt"));
        Folder.Write("b b.torrent", Some.Torrent("b.txt"));
        Folder.Write("list", "# mine\r\n\r\nb b.torrent\r\n");

        var run = await _app.RunAsync("show", "a.torrent", "--files-from", "list", "--json");

        run.Json[1].GetProperty("name").GetString().ShouldBe("b.txt");
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("<!DOCTYPE html><html>", "it is a web page, not a torrent")]
    [InlineData("  \n<html>", "it is a web page, not a torrent")]
    [InlineData("magnet:?xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c1367a88a", "it holds a magnet link, not a torrent")]
    [InlineData("hello", "not bencoded")]
    [InlineData("d4:infod", "not bencoded")]
    [InlineData("de", "")]
    public async Task Says_why_something_is_no_torrent(string content, string cause)
    {
        Folder.Write("x.torrent", content);

        var run = await _app.RunAsync("show", "x.torrent", "--json");

        run.Code.ShouldBe(ExitCode.BadInput);
        run.ErrorKind.ShouldBe("torrent-unreadable");
        run.Error.ShouldStartWith($"error: cannot read torrent `x.torrent`: {cause}");
    }

    [Fact]
    public async Task A_folder_is_no_torrent_and_the_hint_says_what_makes_one()
    {
        Directory.CreateDirectory(Folder["pictures"]);

        var run = await _app.RunAsync("show", "pictures");

        run.Code.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain("`p2pshare create`");
    }

    [Theory]
    [InlineData("magnet:?xt=urn:btih:" + Hash + "&x.pe=192.0.2.1:6881&tr=http%3A%2F%2Fa%2Fannounce")]
    [InlineData("C12FE1C06BBA254A9DC9F519B335AA7C1367A88A")]
    [InlineData("yex6dqdlxisuvhoj6um3gnnkpqjwpkek")]
    public async Task Asks_peers_what_a_link_stands_for(string link)
    {
        FakeSearch? asked = null;
        _app.Engine = new FakeEngine
        {
            WhenSearched = search =>
            {
                asked = search;
                search.Find(MetainfoReader.Read(Some.Torrent("found.txt")));
            },
        };

        var run = await _app.RunAsync("show", link, "--json");

        run.Code.ShouldBe(ExitCode.Done);
        run.Json.GetProperty("name").GetString().ShouldBe("found.txt");
        asked!.Magnet.InfoHashes.Key.ShouldBe(Hash);
        asked.Options.Peers.Count.ShouldBe(link.Contains("x.pe", StringComparison.Ordinal) ? 1 : 0);
        _app.Engine.IsDisposed.ShouldBeTrue();
    }

    [Fact]
    public async Task Gives_up_on_a_link_that_nobody_knows()
    {
        var time = new ManualTimeProvider();
        _app.Time = time;
        _app.Engine = new FakeEngine();

        var running = _app.RunAsync("show", Hash, "--json", "--timeout", "5s");
        await time.AdvanceUntilAsync(() => running.IsCompleted, TimeSpan.FromSeconds(1));
        var run = await running;

        run.Code.ShouldBe(ExitCode.GaveUp);
        run.ErrorKind.ShouldBe("metadata-not-found");
        run.Error.ShouldContain("no peer was found in 5");
    }

    [Fact]
    public async Task What_the_state_folder_keeps_is_not_asked_for()
    {
        _app.Engine = new FakeEngine
        {
            Saved = MetainfoReader.Read(Some.Torrent("kept.txt")),
            WhenSearched = static _ => throw new InvalidOperationException("It is known."),
        };

        (await _app.RunAsync("show", Hash, "--json")).Json.GetProperty("name").GetString().ShouldBe("kept.txt");
    }

    [Fact]
    public async Task A_file_that_is_called_like_an_info_hash_is_a_file()
    {
        Folder.Write(Hash, Some.Torrent("inside.txt"));

        (await _app.RunAsync("show", Hash, "--json")).Json.GetProperty("name").GetString().ShouldBe("inside.txt");
    }

    [Fact]
    public async Task A_magnet_link_that_the_shell_has_cut_is_explained()
    {
        var run = await _app.RunAsync("show", "magnet:?dn=trip", "--json");

        run.ErrorKind.ShouldBe("magnet-unreadable");
        run.Error.ShouldContain("the shell has cut it at an `&`");
    }

    [Fact]
    public async Task Names_never_reach_the_terminal_raw_and_stay_what_they_are_in_JSON()
    {
        Folder.Write("x.torrent", Some.Torrent(outside: $"7:comment{Some.Text("\e]0;owned\a\u009b31m\u202etxt\u200b")}"));

        var text = await _app.RunAsync("show", "x.torrent");
        var json = await _app.RunAsync("show", "x.torrent", "--json");

        foreach (var output in (string[])[text.Output, json.Output])
        {
            output.ShouldAllBe(character => character == '\n' || (!char.IsControl(character) && character != '\u202e' && character != '\u200b'));
        }

        text.Output.ShouldContain(@"\x1b]0;owned\x07\x9b31m\u{202e}txt\u{200b}");
        json.Json.GetProperty("comment").GetString().ShouldBe("\e]0;owned\a\u009b31m\u202etxt\u200b");
    }

    [Fact]
    public async Task Fetches_a_torrent_by_URL()
    {
        _app.Http = new Answer(HttpStatusCode.OK, Some.Torrent("web.txt"));

        (await _app.RunAsync("show", "https://example.org/a.torrent", "--json")).Json.GetProperty("name").GetString().ShouldBe("web.txt");
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, 5, "the server answered 404")]
    [InlineData(HttpStatusCode.OK, (128L * 1024 * 1024) + 1, "it is longer than 128MiB")]
    public async Task Says_why_a_torrent_cannot_be_fetched(HttpStatusCode status, long length, string cause)
    {
        _app.Http = new Answer(status, [], length);

        var run = await _app.RunAsync("show", "http://example.org/a.torrent");

        run.Code.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldStartWith($"error: cannot fetch torrent `http://example.org/a.torrent`: {cause}");
    }

    [Theory]
    [InlineData("https://cdn.example/b.torrent", null)]
    [InlineData("/elsewhere.torrent", null)]
    [InlineData("http://cdn.example/b.torrent", "the server sends us from https down to http")]
    [InlineData("file:///etc/passwd", "the server sends us to `file:///etc/passwd`, which is no web address")]
    [InlineData("https://127.0.0.1/b.torrent", "the server sends us to `127.0.0.1`, which is nearer to this machine than itself")]
    [InlineData("https://router.example/b.torrent", "the server sends us to `router.example`, which is nearer to this machine than itself")]
    [InlineData("https://example.org/a.torrent", "the server sends us on too often")]
    [InlineData("https://unknown.example/b.torrent", "no such host: unknown.example")]
    public async Task A_server_may_send_us_on_but_never_nearer_to_this_machine(string location, string? refusal)
    {
        _app.Hosts.Add("cdn.example", "198.51.100.2");
        _app.Hosts.Add("router.example", "192.168.0.1");
        _app.Hosts.Add("", "127.0.0.1");
        _app.Http = new Redirect("https://example.org/a.torrent", location);

        var run = await _app.RunAsync("show", "https://example.org/a.torrent", "--json");

        (refusal is null ? run.Json.GetProperty("name").GetString() : run.Json.GetProperty("message").GetString())
            .ShouldBe(refusal is null ? "web.txt" : $"cannot fetch torrent `https://example.org/a.torrent`: {refusal}");
    }

    [Fact]
    public async Task A_server_of_this_machine_may_send_us_on_to_this_machine()
    {
        _app.Http = new Redirect("http://127.0.0.1/a.torrent", "http://127.0.0.1:81/b.torrent");

        (await _app.RunAsync("show", "http://127.0.0.1/a.torrent")).Code.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task Gives_up_on_a_server_that_never_ends_its_answer()
    {
        var time = new ManualTimeProvider();
        _app.Time = time;
        _app.Http = new Silence();

        var running = _app.RunAsync("show", "http://example.org/a.torrent");
        await time.AdvanceUntilAsync(() => running.IsCompleted, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));

        (await running).Error.ShouldContain("it takes longer than 1m00s");
    }

    [Fact]
    public async Task Connects_to_the_address_that_was_judged_and_looks_no_name_up_again()
    {
        await using var listener = new TcpTransport().Listen(new IPEndPoint(IPAddress.Loopback, 0));
        _app.Hosts["there-is-no-such-name.invalid"] = "127.0.0.1";
        _app.Http = PinnedHttp.CreateHandler(new TcpTransport());
        var serving = ServeOnceAsync(listener, Some.Torrent("pinned.txt"));

        var run = await _app.RunAsync("show", $"http://there-is-no-such-name.invalid:{listener.LocalEndPoint.Port}/a.torrent", "--json");

        await Eventually.Completes(serving);
        run.Json.GetProperty("name").GetString().ShouldBe("pinned.txt");
    }

    [Fact]
    public async Task A_redirect_is_followed_to_the_addresses_that_were_judged()
    {
        _app.Hosts["cdn.example"] = "198.51.100.2";
        var redirect = new Redirect("https://example.org/a.torrent", "https://cdn.example/b.torrent");
        _app.Http = redirect;

        await _app.RunAsync("show", "https://example.org/a.torrent");

        redirect.Addresses.ShouldBe([IPAddress.Parse("198.51.100.1"), IPAddress.Parse("198.51.100.2")]);
    }

    private static async Task ServeOnceAsync(IConnectionListener listener, byte[] body)
    {
        await using var stream = new ConnectionStream((await listener.AcceptAsync(CancellationToken.None))!);
        var request = "";
        var buffer = new byte[4096];
        while (!request.Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            request += System.Text.Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer));
        }

        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"));
        await stream.WriteAsync(body);
    }

    private sealed class Answer(HttpStatusCode status, byte[] body, long? length = null) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = new HttpResponseMessage(status) { Content = new ByteArrayContent(body) };
            response.Content.Headers.ContentLength = length ?? body.Length;
            return Task.FromResult(response);
        }
    }

    private sealed class Redirect(string from, string to) : HttpMessageHandler
    {
        public List<IPAddress> Addresses { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Addresses.AddRange(request.Options.TryGetValue(PinnedHttp.Addresses, out var addresses) ? addresses : []);
            var isFrom = request.RequestUri!.AbsoluteUri == from;
            var response = new HttpResponseMessage(isFrom ? HttpStatusCode.Found : HttpStatusCode.OK) { Content = new ByteArrayContent(Some.Torrent("web.txt")) };
            response.Headers.Location = isFrom ? new Uri(to, UriKind.RelativeOrAbsolute) : null;
            return Task.FromResult(response);
        }
    }

    private sealed class Silence : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return new HttpResponseMessage();
        }
    }
}
