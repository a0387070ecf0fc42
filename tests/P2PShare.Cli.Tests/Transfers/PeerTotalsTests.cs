using System.Net;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Transfers;

public sealed class PeerTotalsTests : IDisposable
{
    private readonly TestApp _app = new();

    public PeerTotalsTests() => _app.Folder.Write("a.torrent", Some.Torrent("a.txt"));

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_end_says_who_gave_and_took_how_much(bool json)
    {
        _app.Engine = new FakeEngine
        {
            WhenAdded = torrent =>
            {
                torrent.Totals = [new PeerTotal(IPEndPoint.Parse("192.0.2.7:6881"), "a\e[2J", 3 << 20, 1 << 20), new PeerTotal(IPEndPoint.Parse("192.0.2.8:6881"), null, 0, 5)];
                torrent.End(TorrentOutcome.Completed);
            },
        };

        var run = await _app.RunAsync(["get", "a.torrent", .. json ? ["--json"] : Array.Empty<string>()]);

        if (json)
        {
            run.Events[^1].GetProperty("peers").GetRawText().ShouldBe("""[{"address":"192.0.2.7:6881","client":"a\u001B[2J","downloaded":3145728,"uploaded":1048576},{"address":"192.0.2.8:6881","client":null,"downloaded":0,"uploaded":5}]""");
        }
        else
        {
            run.Error.ShouldEndWith("  192.0.2.7:6881 (a\\x1b[2J): gave 3MiB, took 1MiB\n  192.0.2.8:6881: gave 0B, took 5B\n");
        }
    }
}
