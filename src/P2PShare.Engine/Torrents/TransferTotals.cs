namespace P2PShare.Engine.Torrents;

/// <summary>Content bytes that went to and fro, useless ones included.</summary>
internal readonly record struct TransferTotals(long Uploaded, long Downloaded)
{
    public static TransferTotals operator +(TransferTotals one, TransferTotals other) =>
        new(one.Uploaded + other.Uploaded, one.Downloaded + other.Downloaded);
}
