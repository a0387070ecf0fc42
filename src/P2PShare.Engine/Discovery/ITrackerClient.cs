using P2PShare.Protocol.Trackers;

namespace P2PShare.Engine.Discovery;

/// <summary>Carries announces over one protocol. One for an engine; all calls may run at once.</summary>
internal interface ITrackerClient
{
    /// <summary>Announces once, with what repetition and time limit the protocol asks for. Never throws for what trackers and networks do.</summary>
    /// <exception cref="OperationCanceledException">The token ended it.</exception>
    Task<TrackerAnswer> AnnounceAsync(TrackerUrl tracker, AnnounceRequest request, TrackerFamily family, CancellationToken cancellationToken);
}
