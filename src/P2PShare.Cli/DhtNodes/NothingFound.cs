namespace P2PShare.Cli.DhtNodes;

/// <summary>The DHT had no answer.</summary>
internal static class NothingFound
{
    public static UserError Of(string what, bool hasJoined) => hasJoined
        ? new UserError("not-found", ExitCode.GaveUp, what)
        : new UserError("dht-unreachable", ExitCode.GaveUp, $"{what}: no node of the DHT answered", "`--dht-bootstrap HOST:PORT` names one, for example a friend who runs `p2pshare dht node`.");
}
