using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using P2PShare.Dht;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Commands;

public sealed class DhtTests : IDisposable
{
    private const string Hash = "c12fe1c06bba254a9dc9f519b335aa7c1367a88a";
    private readonly TestApp _node = new();
    private readonly TestApp _app = new();

    public void Dispose()
    {
        _node.Dispose();
        _app.Dispose();
    }

    [Fact]
    public async Task A_node_says_where_it_listens_answers_pings_and_ends_with_a_signal()
    {
        var (running, router) = await StartNodeAsync();

        var ping = await _app.RunAsync("dht", "ping", router, "--bind", "127.0.0.1", "--json");
        _node.Signal();

        ping.Code.ShouldBe(ExitCode.Done);
        ping.Json.GetProperty("node").GetString().ShouldBe(router);
        ping.Json.GetProperty("id").GetString()!.Length.ShouldBe(40);
        ping.Json.GetProperty("secure").GetBoolean().ShouldBeTrue();
        (await running).Code.ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task A_node_that_comes_back_has_the_id_that_it_had()
    {
        var (running, router) = await StartNodeAsync();
        var first = (await Ask("ping", router, "--bind", "127.0.0.1", "--json")).Json.GetProperty("id").GetString();
        _node.Signal();
        await running;

        using var again = new TestApp();
        again.Environment["XDG_STATE_HOME"] = _node.Environment["XDG_STATE_HOME"];
        var runningAgain = again.RunAsync("dht", "node", "--bind", "127.0.0.1", "--dht-bootstrap", "none", "--json");
        var port = (await again.PrintsEventAsync("listening", runningAgain)).GetProperty("port").GetInt32();
        var second = (await Ask("ping", $"127.0.0.1:{port}", "--bind", "127.0.0.1", "--json")).Json.GetProperty("id").GetString();
        again.Signal();
        await runningAgain;

        second.ShouldBe(first);
    }

    [Fact]
    public async Task Peers_that_were_announced_are_found_and_counted()
    {
        var (running, router) = await StartNodeAsync();
        await AnnounceAsync(router);

        var peers = await AskBy(router, "peers", Hash);
        var people = await _app.RunAsync("dht", "peers", Hash, "--bind", "127.0.0.1", "--dht-bootstrap", router);
        var scrape = await AskBy(router, "scrape", Hash);
        _node.Signal();
        await running;

        peers.Json.GetProperty("peers")[0].GetString().ShouldBe("127.0.0.1:4711");
        peers.Json.GetProperty("info_hash").GetString().ShouldBe(Hash);
        people.Output.ShouldBe("127.0.0.1:4711\n");
        scrape.Json.GetProperty("seeds").GetInt32().ShouldBe(1);
        scrape.Json.GetProperty("leeches").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task An_item_is_put_and_got()
    {
        var (running, router) = await StartNodeAsync();

        var put = await AskBy(router, "put", "see you at eight");
        var target = put.Json.GetProperty("target").GetString()!;
        var got = await AskBy(router, "get", target);
        var people = await _app.RunAsync("dht", "get", target, "--bind", "127.0.0.1", "--dht-bootstrap", router);
        _node.Signal();
        await running;

        put.Json.GetProperty("stored_on").GetInt32().ShouldBe(1);
        got.Json.GetProperty("value").GetString().ShouldBe("see you at eight");
        Encoding.ASCII.GetString(got.Json.GetProperty("encoded").GetBytesFromBase64()).ShouldBe("16:see you at eight");
        people.Output.ShouldBe("see you at eight\n");
    }

    [Fact]
    public async Task What_each_question_prints_as_JSON_is_as_approved()
    {
        var (running, router) = await StartNodeAsync();
        await AnnounceAsync(router);
        _app.Folder.Write("news.key", new string('7', 64));

        var ping = await Ask("ping", router, "--bind", "127.0.0.1", "--json");
        var put = await AskBy(router, "put", "see you at eight");
        var signed = await AskBy(router, "put", "li1ei2ee", "--encoded", "--key", "news.key", "--salt", "news");
        TestApp.Run[] runs =
        [
            ping, await AskBy(router, "peers", Hash), await AskBy(router, "scrape", Hash), put, await AskBy(router, "get", put.Json.GetProperty("target").GetString()!),
            signed, await AskBy(router, "get", signed.Json.GetProperty("public_key").GetString()!, "--salt", "news"),
        ];
        _node.Signal();
        await running;

        var printed = string.Concat(runs.Select(run => run.Output)).Replace(router, "NODE", StringComparison.Ordinal)
            .Replace(ping.Json.GetProperty("id").GetString()!, "ID", StringComparison.Ordinal);
        Regex.Replace(printed, "\"(?<name>elapsed|round_trip)\":[0-9.E-]+", "\"${name}\":0", RegexOptions.NonBacktracking).ShouldBeApprovedAs("dht-json");
    }

    [Fact]
    public async Task A_signed_item_is_replaced_by_a_newer_one_and_only_then()
    {
        var (running, router) = await StartNodeAsync();

        var first = await AskBy(router, "put", "one", "--new-key", "news.key", "--salt", "news");
        var second = await AskBy(router, "put", "two", "--key", "news.key", "--salt", "news", "--cas", "1");
        var late = await AskBy(router, "put", "three", "--key", "news.key", "--salt", "news", "--seq", "9", "--cas", "1");
        var old = await AskBy(router, "put", "four", "--key", "news.key", "--salt", "news", "--seq", "1");
        var got = await AskBy(router, "get", first.Json.GetProperty("public_key").GetString()!, "--salt", "news");
        _node.Signal();
        await running;

        first.Json.GetProperty("seq").GetInt64().ShouldBe(1);
        second.Json.GetProperty("seq").GetInt64().ShouldBe(2);
        (late.Code, late.ErrorKind).ShouldBe((ExitCode.GaveUp, "dht-refused"));
        late.Error.ShouldContain("(301)");
        old.Error.ShouldContain("(302)");
        got.Json.GetProperty("value").GetString().ShouldBe("two");
    }

    [Theory]
    [InlineData("peers", Hash, "dht-unreachable")]
    [InlineData("scrape", Hash, "dht-unreachable")]
    [InlineData("get", Hash, "dht-unreachable")]
    [InlineData("put", "text", "dht-unreachable")]
    public async Task With_nobody_to_ask_it_gives_up_and_says_so(string command, string argument, string kind)
    {
        var run = await _app.RunAsync("dht", command, argument, "--bind", "127.0.0.1", "--dht-bootstrap", "none", "--json");

        (run.Code, run.ErrorKind).ShouldBe((ExitCode.GaveUp, kind));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        var (running, router) = await StartNodeAsync();

        var peers = await AskBy(router, "peers", Hash);
        var item = await AskBy(router, "get", Hash);
        _node.Signal();
        await running;

        (peers.Code, peers.ErrorKind).ShouldBe((ExitCode.GaveUp, "not-found"));
        (item.Code, item.ErrorKind).ShouldBe((ExitCode.GaveUp, "not-found"));
    }

    [Fact]
    public async Task A_node_that_is_not_there_does_not_answer()
    {
        var silent = new UdpTransport().Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var run = await _app.RunAsync("dht", "ping", silent.LocalEndPoint.ToString(), "--bind", "127.0.0.1", "--timeout", "1s", "--json");
        await silent.DisposeAsync();

        (run.Code, run.ErrorKind).ShouldBe((ExitCode.GaveUp, "no-answer"));
    }

    [Theory]
    [InlineData("dht", "peers", "nothing-of-this-name")]
    [InlineData("dht", "get", "c12f")]
    [InlineData("dht", "put", "i1", "--encoded")]
    [InlineData("dht", "put", "x", "--key", "missing.key")]
    public async Task What_cannot_be_used_is_bad_input(params string[] arguments) =>
        (await _app.RunAsync([.. arguments, "--bind", "127.0.0.1", "--dht-bootstrap", "none"])).Code.ShouldBe(ExitCode.BadInput);

    [Theory]
    [InlineData("dht", "ping", "no-port")]
    [InlineData("dht", "peers", Hash, "--bind", "nowhere")]
    [InlineData("dht", "peers", Hash, "--dht-bootstrap", "no-port")]
    [InlineData("dht", "put", "x", "--salt", "y")]
    [InlineData("dht", "node", "--port", "65536")]
    [InlineData("dht", "nothing")]
    public async Task A_wrong_command_line_is_told_apart(params string[] arguments) =>
        (await _app.RunAsync(arguments)).Code.ShouldBe(ExitCode.Usage);

    [Fact]
    public async Task An_address_that_is_not_ours_cannot_be_bound()
    {
        var run = await _app.RunAsync("dht", "node", "--bind", "192.0.2.1", "--json");

        (run.Code, run.ErrorKind).ShouldBe((ExitCode.Network, "cannot-bind"));
    }

    [Fact]
    public async Task A_value_that_is_too_long_is_refused_before_anybody_is_asked()
    {
        (await Ask("put", new string('x', 996), "--bind", "127.0.0.1", "--dht-bootstrap", "none")).Code.ShouldBe(ExitCode.GaveUp);
        (await Ask("put", new string('x', 997), "--bind", "127.0.0.1", "--dht-bootstrap", "none")).Code.ShouldBe(ExitCode.BadInput);
    }

    private static int PortOf(string router) => IPEndPoint.Parse(router).Port;

    private async Task<(Task<TestApp.Run> Running, string Router)> StartNodeAsync()
    {
        var running = _node.RunAsync("dht", "node", "--bind", "127.0.0.1", "--dht-bootstrap", "none", "--json");
        var listening = await _node.PrintsEventAsync("listening", running);
        return (running, $"127.0.0.1:{listening.GetProperty("port").GetInt32()}");
    }

    private static async Task AnnounceAsync(string router)
    {
        await using var socket = new SharedDatagramSocket(new UdpTransport().Bind(new IPEndPoint(IPAddress.Loopback, 0)));
        await using var node = new DhtNode([socket], new DhtOptions { Routers = [new DhtRouter("127.0.0.1", PortOf(router))] });
        node.Start();
        InfoHashes.TryParse(Hash, out var hashes);
        (await Eventually.Completes(node.AnnounceAsync(hashes!.Primary, new PeerAnnouncement(4711, IsSeed: true), CancellationToken.None))).StoredOn.ShouldBe(1);
    }

    private Task<TestApp.Run> Ask(string command, params string[] arguments) => _app.RunAsync(["dht", command, .. arguments]);

    private Task<TestApp.Run> AskBy(string router, string command, params string[] arguments) =>
        _app.RunAsync(["dht", command, .. arguments, "--bind", "127.0.0.1", "--dht-bootstrap", router, "--json"]);
}
