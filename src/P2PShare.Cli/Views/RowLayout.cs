using P2PShare.Cli.Wording;
using P2PShare.Engine.Torrents;

namespace P2PShare.Cli.Views;

/// <summary>Which parts of a torrent's row there is room for, and how wide they are. A row is one line, however narrow the terminal.</summary>
/// <param name="Name">Cells of the name.</param>
/// <param name="Bar">Cells of the bar; 0 for none.</param>
/// <param name="State">Cells of the state; 0 for none.</param>
/// <param name="Activity">What is told of rates, time and peers.</param>
internal sealed record RowLayout(int Name, int Bar, int State, Func<TorrentSnapshot, string> Activity)
{
    /// <summary>Blanks between two parts.</summary>
    public const int Gap = 2;

    /// <summary>Cells of the percentage.</summary>
    public const int Percent = 6;

    private const int LongestName = 32;
    private const int ShortestName = 8;

    // The richest first. A state says less than a rate does, and a name more than a bar.
    private static readonly (int Bar, bool HasState, Func<TorrentSnapshot, string> Activity)[] Choices =
    [
        (20, true, TransferText.Activity),
        (20, true, TransferText.BriefActivity),
        (10, true, TransferText.BriefActivity),
        (10, false, TransferText.BriefActivity),
        (10, false, TransferText.Rates),
        (0, false, TransferText.Rates),
        (0, false, static _ => ""),
    ];

    /// <summary>The richest layout in which all rows fit with names that can be told apart; in the end, one with as much name as there is room for.</summary>
    public static RowLayout For(IReadOnlyList<TorrentSnapshot> snapshots, int columns)
    {
        var name = Math.Min(LongestName, Widest(snapshots, snapshot => Printable.Line(snapshot.Name)));
        var state = Widest(snapshots, TransferText.StateOf);
        var layouts = Choices
            .Select(choice => new RowLayout(0, choice.Bar, choice.HasState ? state : 0, choice.Activity))
            .Select(layout => layout with { Name = Math.Min(name, columns - layout.WidthBesideName(snapshots)) })
            .ToArray();
        return layouts.FirstOrDefault(layout => layout.Name >= Math.Min(name, ShortestName)) ?? layouts[^1] with { Name = Math.Max(1, layouts[^1].Name) };
    }

    private int WidthBesideName(IReadOnlyList<TorrentSnapshot> snapshots) =>
        ((int[])[Bar, Percent, State, Widest(snapshots, Activity)]).Where(width => width > 0).Sum(width => width + Gap);

    private static int Widest(IReadOnlyList<TorrentSnapshot> snapshots, Func<TorrentSnapshot, string> part) =>
        snapshots.Select(snapshot => Cells.WidthOf(part(snapshot))).DefaultIfEmpty(0).Max();
}
