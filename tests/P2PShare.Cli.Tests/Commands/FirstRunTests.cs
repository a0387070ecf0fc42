using System.Net;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Commands;

/// <summary>What people try first, and what they are told.</summary>
public sealed class FirstRunTests : IDisposable
{
    private const string Hash = "c12fe1c06bba254a9dc9f519b335aa7c1367a88a";

    private readonly TestApp _app = new() { Time = new ManualTimeProvider() };

    public FirstRunTests()
    {
        _app.Folder.Write("trip.torrent", Some.Torrent());
        _app.Folder.Write("trip/a.txt", "hello");
        _app.Folder.Write("page.torrent", "<!DOCTYPE html><html>");
        _app.Hosts["example.org"] = "198.51.100.1";
    }

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData(2, "a TORRENT is needed", "For example: `p2pshare get holiday.torrent -o Pictures`. `p2pshare get --help` shows the rest.", "get")]
    [InlineData(2, "`p2pshare dht` needs a command", "`p2pshare dht --help` shows what there is.", "dht")]
    [InlineData(2, "there is no command `download`", "Did you mean `get`?", "download", "x")]
    [InlineData(2, "there is no command `gett`", "Did you mean `get`?", "dht", "gett")]
    [InlineData(2, "there is no command `trip.torrent`", "`p2pshare get` downloads it", "trip.torrent")]
    [InlineData(2, "there is no command `trip`", "`p2pshare seed` shares it at once", "trip")]
    [InlineData(2, "there is no command `magnet:?xt=urn:btih:" + Hash + "`", "`p2pshare get` downloads it", "magnet:?xt=urn:btih:" + Hash)]
    [InlineData(2, "there is no option `--select`", "That is an option of `p2pshare get`", "seed", "trip", "--select", "*.jpg")]
    [InlineData(2, "`t.example:6969` is no tracker", "Did you mean `http://t.example:6969/announce`?", "create", "trip", "-t", "t.example:6969")]
    [InlineData(3, "cannot use `trp`: no such file or folder", "Did you mean `trip`?", "create", "trp")]
    [InlineData(3, "cannot use `Trip`: no such file or folder", "Did you mean `trip`?", "create", "Trip")]
    [InlineData(3, "cannot use `trip/b.txt`: no such file or folder", "Did you mean `trip/a.txt`?", "create", "trip/b.txt")]
    [InlineData(3, "cannot read torrent `tripp.torrent`: no such file", "Did you mean `trip.torrent`?", "get", "tripp.torrent")]
    [InlineData(3, "cannot read torrent `page`: no such file", "Did you mean `page.torrent`?", "show", "page")]
    [InlineData(3, "cannot read torrent `nowhere/x.torrent`: no such file", "A torrent is a file", "get", "nowhere/x.torrent")]
    [InlineData(3, "cannot use `trup`: no such file or folder", "Did you mean `trip`?", "verify", "trip.torrent", "trup")]
    [InlineData(3, "cannot read torrent `page.torrent`: it is a web page, not a torrent", "look there for the link", "get", "page.torrent")]
    [InlineData(3, "cannot read torrent `trip`: it is a folder", "`p2pshare create` makes a torrent of it", "get", "trip")]
    [InlineData(3, "cannot use `magnet:?xt=urn:btih:" + Hash + "`: only its hash is known", "`p2pshare get` finds out the rest", "seed", "magnet:?xt=urn:btih:" + Hash)]
    [InlineData(3, "cannot read torrent `file:///srv/my%20trip.torrent`: it is the URL of a file", "Pass the path: `/srv/my trip.torrent`.", "get", "file:///srv/my%20trip.torrent")]
    [InlineData(3, "cannot read magnet link `magnet%3A%3Fxt%3Durn%3Abtih%3A" + Hash + "`: it is percent-encoded", "in quotes: 'magnet:?xt=urn:btih:" + Hash + "'", "get", "magnet%3A%3Fxt%3Durn%3Abtih%3A" + Hash)]
    [InlineData(3, "cannot read magnet link `dn=trip`: it is a piece of a magnet link", "in quotes: the shell parts it", "show", "dn=trip")]
    [InlineData(3, "cannot read magnet link `magnet:?xt=urn:btih:c12`: a magnet link with a broken info-hash", "in quotes", "get", "magnet:?xt=urn:btih:c12")]
    public async Task Is_told_what_is_wrong_and_what_to_do(int code, string message, string hint, params string[] arguments)
    {
        var text = await _app.RunAsync(arguments);
        var json = await _app.RunAsync([.. arguments, "--json"]);

        text.Code.ShouldBe((ExitCode)code);
        text.Output.ShouldBe("");
        text.Error.ShouldStartWith($"error: {message}");
        text.Error.ShouldContain(hint);
        text.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        json.Code.ShouldBe((ExitCode)code);
        var error = json.Events.First(line => line.GetProperty("event").GetString() == "error");
        (error.GetProperty("code").GetInt32(), error.GetProperty("message").GetString()!.StartsWith(message, StringComparison.Ordinal)).ShouldBe((code, true));
        error.GetProperty("hint").GetString()!.ShouldContain(hint);
    }

    [Theory]
    [InlineData("magnet:?xt=urn:btih:" + Hash, true)]
    [InlineData("magnet:?xt=urn:btih:" + Hash + "&dn=trip", false)]
    [InlineData("magnet:?xt=urn:btih:" + Hash + "&tr=http%3A%2F%2Ft.example%2Fannounce", false)]
    public async Task A_link_that_may_have_been_cut_and_finds_nobody_is_told_of_quotes(string link, bool isTold)
    {
        var time = (ManualTimeProvider)_app.Time;
        _app.Engine = new FakeEngine { WhenSearched = _ => { } };

        var running = _app.RunAsync("get", link, "--timeout", "10s");
        await Eventually.Is(() =>
        {
            time.Advance(TimeSpan.FromSeconds(11));
            return running.IsCompleted;
        });
        var run = await running;

        run.Code.ShouldBe(ExitCode.GaveUp);
        run.Error.Contains("in quotes", StringComparison.Ordinal).ShouldBe(isTold, run.Error);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound, "", "the server answered 404")]
    [InlineData(HttpStatusCode.OK, "<html>", "it is a web page, not a torrent")]
    public async Task A_URL_that_leads_to_no_torrent_says_so(HttpStatusCode status, string body, string cause)
    {
        _app.Http = new Server(status, body);

        var run = await _app.RunAsync("get", "https://example.org/a.torrent");

        run.Code.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain($"`https://example.org/a.torrent`: {cause}");
    }

    private sealed class Server(HttpStatusCode status, string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body) });
    }
}
