using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Creation;

/// <summary>Checks what goes into a torrent beside its content: readers would silently drop what they cannot use.</summary>
internal static class OuterFields
{
    /// <exception cref="CreationException">Something cannot be used.</exception>
    public static void Check(CreationOptions options)
    {
        Require(options.Trackers.SelectMany(tier => tier), static url => WebAddress.IsTracker(url), "is no announce URL: it begins with http://, https:// or udp://");
        Require(options.WebSeeds, static url => WebAddress.IsWebSeed(url), "is no web seed: it begins with http:// or https://");
        Require(options.Nodes, static node => WebAddress.TrySplitEndPoint(node, out _, out _), "is no DHT node: it is written HOST:PORT");
    }

    private static void Require(IEnumerable<string> values, Func<string, bool> isUsable, string otherwise)
    {
        foreach (var value in values.Where(value => !isUsable(value)))
        {
            throw new CreationException($"`{value}` {otherwise}");
        }
    }
}
