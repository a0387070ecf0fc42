namespace P2PShare.Cli.Transfers;

/// <summary>A torrent that was given to a <see cref="TransferIntake"/>.</summary>
/// <param name="Complete">Ends when it is complete, with true, or when it has ended before that, with false.</param>
/// <param name="Ended">What became of it, when it has ended and that has been told. Never fails.</param>
internal sealed record TransferHandle(Task<bool> Complete, Task<TransferResult> Ended);
