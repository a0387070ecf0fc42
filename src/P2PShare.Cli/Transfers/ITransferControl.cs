using P2PShare.Engine;

namespace P2PShare.Cli.Transfers;

/// <summary>What may be seen of a run and done to it while it goes on. May be used from any thread.</summary>
internal interface ITransferControl
{
    /// <summary>Its torrents, in the order in which they were added.</summary>
    IReadOnlyList<TransferSlot> Slots { get; }

    /// <summary>The limits of all of them together.</summary>
    RateLimits Limits { get; }

    /// <summary>Asks for an orderly end of all of it, as the first signal does.</summary>
    void Stop();
}
