namespace P2PShare.Tracker;

/// <summary>Reasons that HTTP and UDP share.</summary>
internal static class TrackerRefusals
{
    public const string NotServed = "this tracker does not serve this torrent";
}
