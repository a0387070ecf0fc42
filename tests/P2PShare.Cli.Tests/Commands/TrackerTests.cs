using System.Net;
using System.Text.Json;
using P2PShare.Net.Transport;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Commands;

public sealed class TrackerTests : IDisposable
{
    private const string Hash = "c12fe1c06bba254a9dc9f519b335aa7c1367a88a";
    private const string Announce = "peer_id=01234567890123456789&port=6881&left=1&uploaded=0&downloaded=0&compact=1";
    private readonly TestApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Says_where_it_listens_and_serves_until_a_signal()
    {
        var running = _app.RunAsync("tracker", "--http", "127.0.0.1:0", "--udp", "127.0.0.1:0", "--json");
        await Eventually.Is(() => Listening().Count == 2 || running.IsCompleted);

        Listening().Select(line => line.GetProperty("protocol").GetString()).ShouldBe(["http", "udp"]);
        var url = Listening()[0].GetProperty("urls")[0].GetString()!;
        url.ShouldBe($"http://127.0.0.1:{Listening()[0].GetProperty("port").GetInt32()}/announce");
        (await AnnounceAsync(url, Hash)).ShouldContain("8:interval");
        _app.Signal();

        var run = await running;
        run.Code.ShouldBe(ExitCode.Done);
        run.Error.ShouldContain("the tracker ends");
    }

    [Fact]
    public async Task Serves_only_what_the_list_allows()
    {
        _app.Folder.Write("allow", $"# ours\n{Hash}\n");

        var running = _app.RunAsync("tracker", "--http", "127.0.0.1:0", "--udp", "none", "--allow", "allow", "--json", "--interval", "60s");
        var url = (await _app.PrintsEventAsync("listening", running)).GetProperty("urls")[0].GetString()!;

        (await AnnounceAsync(url, Hash)).ShouldMatch(@"8:intervali\d\de");
        (await AnnounceAsync(url, new string('f', 40))).ShouldContain("14:failure reason");
        _app.Signal();
        await running;
    }

    [Fact]
    public async Task An_address_that_is_not_ours_cannot_be_bound()
    {
        var run = await _app.RunAsync("tracker", "--http", "192.0.2.1:6969", "--udp", "none", "--json");

        run.Code.ShouldBe(ExitCode.Network);
        run.ErrorKind.ShouldBe("cannot-bind");
    }

    [Fact]
    public async Task A_port_that_another_program_has_is_named()
    {
        await using var tcp = new TcpTransport().Listen(new IPEndPoint(IPAddress.Loopback, 0));
        await using var udp = new UdpTransport().Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var http = await _app.RunAsync("tracker", "--http", $"{tcp.LocalEndPoint}", "--udp", "none");
        var datagrams = await _app.RunAsync("tracker", "--http", "none", "--udp", $"{udp.LocalEndPoint}");

        http.Code.ShouldBe(ExitCode.Network);
        http.Error.ShouldStartWith($"error: cannot listen on {tcp.LocalEndPoint}: address already in use");
        datagrams.Code.ShouldBe(ExitCode.Network);
        datagrams.Error.ShouldStartWith($"error: cannot listen on {udp.LocalEndPoint}: address already in use");
    }

    [Fact]
    public async Task Prints_the_URLs_for_people_one_for_each_address_of_the_machine()
    {
        var running = _app.RunAsync("tracker", "--http", "none", "--udp", ":0");
        await Eventually.Is(() => _app.Output.ToString().Length > 0 || running.IsCompleted);
        _app.Signal();

        (await running).Output.ShouldMatch(@"^listening udp://192\.0\.2\.7:\d+/announce\n$");
    }

    [Theory]
    [InlineData("no hash at all", "`no hash at all` is no info-hash")]
    [InlineData(null, "no such file")]
    public async Task Says_what_is_wrong_with_the_list(string? content, string cause)
    {
        if (content is not null)
        {
            _app.Folder.Write("allow", content);
        }

        var run = await _app.RunAsync("tracker", "--allow", "allow", "--json");

        run.Code.ShouldBe(ExitCode.BadInput);
        run.Json.GetProperty("message").GetString().ShouldBe($"cannot read list `allow`: {cause}");
    }

    private List<JsonElement> Listening() =>
        [.. _app.Output.ToString().Split('\n').Where(line => line.Contains("\"listening\"", StringComparison.Ordinal)).Select(line => JsonDocument.Parse(line).RootElement)];

    private static async Task<string> AnnounceAsync(string url, string hash)
    {
        using var http = new HttpClient();
        var escaped = string.Concat(Convert.FromHexString(hash).Select(part => $"%{part:x2}"));
        using var response = await http.GetAsync(new Uri($"{url}?info_hash={escaped}&{Announce}"));
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return System.Text.Encoding.Latin1.GetString(await response.Content.ReadAsByteArrayAsync());
    }
}
