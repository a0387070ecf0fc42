using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Transfers;

/// <summary>What is to be got or seeded.</summary>
/// <param name="Argument">How the user called it.</param>
internal abstract record TransferRequest(string Argument)
{
    /// <summary>The name for people, whatever it contains.</summary>
    public abstract string Name { get; }

    /// <summary>A torrent that is known.</summary>
    public sealed record Known(TransferItem Item) : TransferRequest(Item.Argument)
    {
        public override string Name => Item.Name;
    }

    /// <summary>A link, whose torrent is to be found first.</summary>
    /// <param name="Argument">How the user called it.</param>
    /// <param name="Magnet">The link.</param>
    /// <param name="ToItem">Says what is to be done with the torrent once it is known; may throw <see cref="CommandException"/>.</param>
    public sealed record Link(string Argument, MagnetLink Magnet, Func<TorrentMetainfo, TransferItem> ToItem) : TransferRequest(Argument)
    {
        public override string Name => Magnet.DisplayName ?? Magnet.InfoHashes.Key;
    }
}
