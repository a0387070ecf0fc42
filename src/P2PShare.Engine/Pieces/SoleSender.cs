using P2PShare.Engine.Peers;

namespace P2PShare.Engine.Pieces;

/// <summary>Finds out whether all blocks of a piece came from one peer.</summary>
internal static class SoleSender
{
    /// <summary>Who sent every block that anybody sent; nobody when it was more than one.</summary>
    public static PeerKey Of(ReadOnlySpan<PeerKey> senders)
    {
        var sole = PeerKey.None;
        foreach (var sender in senders)
        {
            if (sender.IsNone || sender == sole)
            {
                continue;
            }

            if (!sole.IsNone)
            {
                return PeerKey.None;
            }

            sole = sender;
        }

        return sole;
    }
}
