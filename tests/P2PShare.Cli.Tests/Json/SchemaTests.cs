using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Json.Schema;
using P2PShare.Cli.Json;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Json;

/// <summary>The schema of what is printed with <c>--json</c> says neither less nor more than what is.</summary>
public sealed class SchemaTests : IDisposable
{
    private static readonly JsonObject Written = Read();
    private static readonly JsonSchema Strict = Tighten();

    private readonly TestApp _app = new();

    private static Type[] Types { get; } =
    [
        .. CustomAttributeData.GetCustomAttributes(typeof(CliJson))
            .Where(attribute => attribute.AttributeType == typeof(JsonSerializableAttribute))
            .Select(attribute => (Type)attribute.ConstructorArguments[0].Value!)
            .Where(type => IsPrinted(type.Name)),
        typeof(FileDocument),
        typeof(VerifiedFileDocument),
        typeof(SourceDocument),
        typeof(SettingDocument),
        typeof(RemarkDocument),
        typeof(ResultPeer),
        typeof(PeerFacts),
        typeof(PieceFacts),
        typeof(LoadFacts),
    ];

    public static TheoryData<string> Documents()
    {
        var data = new TheoryData<string>();
        foreach (var type in Types)
        {
            data.Add(type.Name);
        }

        return data;
    }

    public void Dispose() => _app.Dispose();

    [Theory]
    [MemberData(nameof(Documents))]
    public void Each_document_is_described_with_all_its_names_and_which_are_always_there(string document)
    {
        var name = JsonNamingPolicy.SnakeCaseLower.ConvertName(document);
        var described = Written["$defs"]![name]?.AsObject();

        described.ShouldNotBeNull($"output.schema.json has no $defs/{name}");
        var properties = Types.Single(type => type.Name == document).GetProperties(BindingFlags.Public | BindingFlags.Instance);
        described["properties"]!.AsObject().Select(property => property.Key).ShouldBe(properties.Select(NameOf), ignoreOrder: true);
        described["required"]!.AsArray().Select(required => required!.GetValue<string>())
            .ShouldBe(properties.Where(property => property.GetCustomAttribute<JsonIgnoreAttribute>() is null).Select(NameOf), ignoreOrder: true);
    }

    [Fact]
    public void Nothing_is_described_that_is_not_printed()
    {
        var printed = Types.Where(type => IsPrinted(type.Name)).Select(type => JsonNamingPolicy.SnakeCaseLower.ConvertName(type.Name));

        Written["$defs"]!.AsObject().Select(definition => definition.Key).Where(name => name.EndsWith("_event", StringComparison.Ordinal) || name.EndsWith("_document", StringComparison.Ordinal))
            .ShouldBe(printed, ignoreOrder: true);
    }

    [Fact]
    public async Task What_the_one_shot_commands_print_is_as_described()
    {
        _app.Folder.Write("trip/a.txt", "hello");
        _app.Folder.Write("trip/run.sh", "#!/bin/sh");
        File.SetUnixFileMode(_app.Folder["trip/run.sh"], UnixFileMode.UserRead | UnixFileMode.UserExecute);

        foreach (var line in (string[])[
            "create trip --dry-run", "create trip -t http://a/announce --format hybrid -o t.torrent", "create trip trip -o t/", "create trip --format v2",
            "show t.torrent", "show t.torrent missing trip.torrent", "show missing", "show", "magnet t.torrent", "verify t.torrent", "verify t.torrent trip.torrent nothing --data .",
            "edit t.torrent --comment new -o e.torrent", "config show get", "status", "get t.torrent --list", "nonsense"])
        {
            await PrintsAsDescribedAsync([.. line.Split(' ')]);
        }
    }

    [Fact]
    public async Task What_get_seed_and_batch_print_is_as_described()
    {
        _app.Folder.Write("trip/a.txt", "hello");
        _app.Folder.Write("a.torrent", Some.Torrent());
        _app.Engine = new FakeEngine { WhenAdded = Live };

        foreach (var line in (string[])["get a.torrent", "get missing.torrent", "seed trip", "get magnet:?xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c1367a88a --timeout 1s", "batch batch.yaml"])
        {
            _app.Folder.Write("batch.yaml", "items: [ { create: trip }, { get: a.torrent }, { seed: missing } ]");
            await PrintsAsDescribedAsync([.. line.Split(' ')]);
        }
    }

    [Fact]
    public async Task What_watch_prints_is_as_described()
    {
        _app.Folder.Write("in/a.torrent", Some.Torrent());
        _app.Engine = new FakeEngine { WhenAdded = torrent => torrent.End(TorrentOutcome.StorageFailed, "no space") };
        var watching = _app.RunAsync("watch", "in", "--json");
        await _app.PrintsEventAsync("moved", watching);

        _app.Signal();
        ShouldBeAsDescribed((await watching).Output);
    }

    [Fact]
    public async Task What_the_tracker_and_a_node_of_the_DHT_print_is_as_described()
    {
        var tracker = _app.RunAsync("tracker", "--http", "127.0.0.1:0", "--udp", "127.0.0.1:0", "--json");
        await _app.PrintsEventAsync("listening", tracker);
        _app.Signal();
        ShouldBeAsDescribed((await tracker).Output);

        using var other = new TestApp();
        var node = other.RunAsync("dht", "node", "--bind", "127.0.0.1", "--port", "0", "--dht-bootstrap", "none", "--json");
        var port = (await other.PrintsEventAsync("listening", node)).GetProperty("port").GetInt32();
        using var asking = new TestApp();
        foreach (var line in (string[])[
            $"dht ping 127.0.0.1:{port}", "dht peers c12fe1c06bba254a9dc9f519b335aa7c1367a88a", "dht scrape c12fe1c06bba254a9dc9f519b335aa7c1367a88a", "dht put hello"])
        {
            string[] join = line.StartsWith("dht ping", StringComparison.Ordinal) ? [] : ["--dht-bootstrap", $"127.0.0.1:{port}"];
            ShouldBeAsDescribed((await asking.RunAsync([.. line.Split(' '), .. join, "--bind", "127.0.0.1", "--json"])).Output);
        }

        other.Signal();
        ShouldBeAsDescribed((await node).Output);
    }

    /// <summary>All that an engine can tell of a torrent.</summary>
    private void Live(FakeTorrent torrent)
    {
        var at = DateTimeOffset.UnixEpoch;
        var hashes = torrent.Metainfo.InfoHashes;
        foreach (var fact in (EngineEvent[])[
            new EngineEvent.Checking(at, hashes), new EngineEvent.Downloading(at, hashes, 1, 5), new EngineEvent.PieceFailed(at, hashes, 0),
            new EngineEvent.PeerBanned(at, hashes, new(System.Net.IPAddress.Loopback, 1), "bad data"), new EngineEvent.TrackerAnswered(at, hashes, "http://a/", TrackerStatus.Failed, "no", 0),
            new EngineEvent.Warning(at, null, "odd"), new EngineEvent.Completed(at, hashes), new EngineEvent.Seeding(at, hashes),
            new EngineEvent.Stopped(at, hashes, TorrentOutcome.Completed, null)])
        {
            _app.Engine!.Tell(fact);
        }

        torrent.End(TorrentOutcome.Completed);
    }

    private async Task PrintsAsDescribedAsync(string[] arguments)
    {
        if (_app.Engine is not null)
        {
            _app.Engine = new FakeEngine { WhenAdded = Live };
        }

        var run = await _app.RunAsync([.. arguments, "--json"]);
        run.Output.ShouldNotBeEmpty(string.Join(' ', arguments));
        ShouldBeAsDescribed(run.Output);
    }

    private static void ShouldBeAsDescribed(string output)
    {
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Strict.Evaluate(JsonDocument.Parse(line).RootElement).IsValid.ShouldBeTrue(line);
        }
    }

    /// <summary>As against what processes say to each other.</summary>
    private static bool IsPrinted(string name) => name.EndsWith("Document", StringComparison.Ordinal) || name.EndsWith("Event", StringComparison.Ordinal);

    private static string NameOf(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);

    private static JsonObject Read([CallerFilePath] string caller = "") =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(caller)!, "../../../src/P2PShare.Cli/Json/output.schema.json")))!.AsObject();

    /// <summary>The schema with no name allowed that it does not have: what reads it later must take more, what prints must print no more.</summary>
    private static JsonSchema Tighten()
    {
        var strict = Written.DeepClone().AsObject();
        foreach (var definition in strict["$defs"]!.AsObject().Select(definition => definition.Value!.AsObject()).Where(definition => definition.ContainsKey("properties")))
        {
            definition["additionalProperties"] = false;
        }

        return JsonSchema.FromText(strict.ToJsonString());
    }
}
