using P2PShare.Cli.Views;
using P2PShare.Cli.Wording;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;
using Shouldly;
using Spectre.Console;
using Xunit;

namespace P2PShare.Cli.Tests.Views;

public sealed class TransferBlockTests
{
    private static readonly InfoHashes Hash = Some.Metainfo().InfoHashes;

    [Fact]
    public void Shows_each_torrent_in_a_row_and_all_together_in_the_last() => Draw(
        [
            Snapshot("holiday", TorrentState.Downloading) with { DownloadRate = 2 << 20, UploadRate = 1 << 20, Eta = TimeSpan.FromSeconds(75), Peers = 12, Seeds = 3 },
            Snapshot("film.mkv", TorrentState.Seeding) with { BytesDone = 100, UploadRate = 5, Peers = 1, Ratio = 1.5 },
            Snapshot("a name that is rather too long to be shown in a row", TorrentState.Checking),
        ],
        25).ShouldBeApprovedAs("transfer-block");

    [Fact]
    public void Shows_the_busy_ones_where_not_all_fit()
    {
        var many = Enumerable.Range(0, 50).Select(index => Snapshot($"torrent{index}", TorrentState.Seeding) with { BytesDone = 100, UploadRate = index });

        var lines = Draw([.. many], 10).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        lines.Length.ShouldBe(8);
        lines[0].ShouldStartWith("torrent49 ");
        lines[^1].ShouldStartWith("50 torrents (43 not shown), 50 seeding");
    }

    [Theory]
    [InlineData(140)]
    [InlineData(100)]
    [InlineData(80)]
    [InlineData(60)]
    [InlineData(40)]
    [InlineData(25)]
    public void Each_torrent_has_one_line_with_a_name_and_how_far_it_is_however_narrow_the_terminal(int columns)
    {
        var lines = Draw(
            [
                Snapshot("日本の写真 2026 summer", TorrentState.Downloading) with { DownloadRate = 2 << 20, UploadRate = 1 << 20, Eta = TimeSpan.FromSeconds(75), Peers = 12, Seeds = 3 },
                Snapshot("a name that is rather too long to be shown in a row", TorrentState.Seeding) with { BytesDone = 100, UploadRate = 123 << 10 },
            ],
            25,
            columns).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        lines.Length.ShouldBe(3);
        lines.ShouldAllBe(line => Cells.WidthOf(line) < columns);
        lines[0].ShouldStartWith("日本の");
        lines[0].ShouldContain("40.0%");
        lines[0].Contains("↓ 2MiB/s", StringComparison.Ordinal).ShouldBe(columns >= 40);
        lines[0].Contains("↓ 2MiB/s ↑ 1MiB/s, 1m15s left", StringComparison.Ordinal).ShouldBe(columns >= 80);
        lines[1].ShouldStartWith("a name");
    }

    private static TorrentSnapshot Snapshot(string name, TorrentState state) =>
        new() { InfoHashes = Hash, Name = name, State = state, BytesDone = 40, BytesTotal = 100 };

    private static string Draw(IReadOnlyList<TorrentSnapshot> snapshots, int rows, int columns = 140)
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = columns;
        console.Write(TransferBlock.Render(snapshots, (columns, rows)));
        return string.Join('\n', output.ToString().Split('\n').Select(line => line.TrimEnd())) + "\n";
    }
}
