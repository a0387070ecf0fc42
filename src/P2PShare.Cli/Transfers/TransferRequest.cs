using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Transfers;

/// <summary>What is to be got or seeded.</summary>
/// <param name="Argument">How the user called it.</param>
internal abstract record TransferRequest(string Argument)
{
    /// <summary>The name for people, whatever it contains.</summary>
    public abstract string Name { get; }

    /// <summary>How it is got or seeded, where not as the others.</summary>
    public abstract TransferSettings? Settings { get; }

    /// <summary>What its result calls what was asked: <c>get</c>, <c>seed</c>; null where all were asked the same.</summary>
    public string? Action { get; init; }

    /// <summary>A torrent that is known.</summary>
    public sealed record Known(TransferItem Item) : TransferRequest(Item.Argument)
    {
        public override string Name => Item.Name;

        public override TransferSettings? Settings => Item.Settings;
    }

    /// <summary>A link, whose torrent is to be found first.</summary>
    /// <param name="Argument">How the user called it.</param>
    /// <param name="Magnet">The link.</param>
    /// <param name="ToItem">Says what is to be done with the torrent once it is known; may throw <see cref="CommandException"/>.</param>
    /// <param name="Settings">How it is got, where not as the others.</param>
    public sealed record Link(string Argument, MagnetLink Magnet, Func<TorrentMetainfo, TransferItem> ToItem, TransferSettings? Settings = null) : TransferRequest(Argument)
    {
        public override TransferSettings? Settings { get; } = Settings;

        public override string Name => Magnet.DisplayName ?? Magnet.InfoHashes.Key;
    }
}
