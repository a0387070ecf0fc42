using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Peers;

namespace P2PShare.Engine.Discovery;

/// <summary>Says of each source of peers what came of it.</summary>
internal static class SourceReports
{
    /// <summary>Trackers first, in the order in which they are tried, then what needs no tracker.</summary>
    /// <param name="context">The engine's.</param>
    /// <param name="isPrivate">Whether its peers come from its trackers alone. BEP 27.</param>
    /// <param name="trackers">Its trackers.</param>
    /// <param name="known">The addresses known.</param>
    public static IReadOnlyList<SourceReport> Of(EngineContext context, bool isPrivate, IReadOnlyList<TrackerSnapshot> trackers, PeerTally known) =>
    [
        .. trackers.Count == 0 ? [new SourceReport(SourceKind.Tracker, SourceOutcome.None)] : trackers.Select(Of),
        Dht(context, isPrivate) with { Peers = known.From(PeerSource.Dht) },
        Others(SourceKind.Pex, isPrivate, context.Options.PeerExchange, known.From(PeerSource.Pex)),
        Others(SourceKind.Lsd, isPrivate, context.Local is not null, known.From(PeerSource.Lsd)),
        Others(SourceKind.Remembered, isPrivate, isOn: true, known.From(PeerSource.Remembered)),
        Others(SourceKind.User, isPrivate: false, isOn: true, known.From(PeerSource.User)),
    ];

    private static SourceReport Of(TrackerSnapshot tracker)
    {
        var outcome = tracker.Status switch
        {
            TrackerStatus.Ok or TrackerStatus.Warning => SourceOutcome.Working,
            TrackerStatus.Failed => SourceOutcome.Failed,
            _ => tracker.NextAnnounce == TimeSpan.Zero ? SourceOutcome.Asking : SourceOutcome.NotAsked,
        };
        return new SourceReport(SourceKind.Tracker, outcome) { Url = tracker.Url, Message = tracker.Message, Peers = tracker.Peers, Next = tracker.NextAnnounce };
    }

    private static SourceReport Dht(EngineContext context, bool isPrivate)
    {
        if (isPrivate || context.Dht is not { } dht)
        {
            return new SourceReport(SourceKind.Dht, isPrivate ? SourceOutcome.Private : SourceOutcome.Off);
        }

        if (dht.Node?.Snapshot() is not { } node)
        {
            return new SourceReport(SourceKind.Dht, SourceOutcome.NotAsked);
        }

        var outcome = node.HasJoined ? SourceOutcome.Working : node.QueriesSent > 0 ? SourceOutcome.Asking : SourceOutcome.NotAsked;
        return new SourceReport(SourceKind.Dht, dht.IsUnanswered ? SourceOutcome.Failed : outcome) { Nodes = node.IPv4Nodes + node.IPv6Nodes };
    }

    private static SourceReport Others(SourceKind kind, bool isPrivate, bool isOn, int peers) => new(
        kind,
        isPrivate ? SourceOutcome.Private
        : !isOn ? SourceOutcome.Off
        : peers > 0 ? SourceOutcome.Working
        : SourceOutcome.None)
    {
        Peers = peers,
    };
}
