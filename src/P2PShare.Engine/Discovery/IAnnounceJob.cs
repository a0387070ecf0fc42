namespace P2PShare.Engine.Discovery;

/// <summary>What an <see cref="AnnounceScheduler"/> runs when it is due.</summary>
internal interface IAnnounceJob
{
    /// <summary>Does one announce, if one is due, and plans the next. Never throws.</summary>
    Task RunAsync();
}
