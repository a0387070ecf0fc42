namespace P2PShare.Cli.Transfers;

/// <summary>What may be seen of a run and done to it while it goes on. May be used from any thread.</summary>
internal interface ITransferControl
{
    /// <summary>Its torrents, in the order in which they were added.</summary>
    IReadOnlyList<TransferSlot> Slots { get; }

    /// <summary>Bytes a second of all together; 0 is without limit.</summary>
    long MaxDownloadRate { get; set; }

    /// <summary>Bytes a second of all together; 0 is without limit.</summary>
    long MaxUploadRate { get; set; }
}
