namespace P2PShare.Engine.Torrents;

/// <summary>Why a torrent stopped by itself, for users.</summary>
internal static class StopMessages
{
    /// <summary>A clause, or null where there is nothing to say.</summary>
    public static string? For(StopReason reason) => reason switch
    {
        StopReason.Timeout => "not complete within the time given by --timeout",
        StopReason.Stalled => "nothing was received for as long as --stall-timeout allows",
        _ => null,
    };
}
