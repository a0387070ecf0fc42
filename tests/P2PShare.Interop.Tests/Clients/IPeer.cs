using P2PShare.Interop.Tests.Infrastructure;

namespace P2PShare.Interop.Tests.Clients;

/// <summary>A running program of a swarm. Disposing it ends it.</summary>
internal interface IPeer : IAsyncDisposable
{
    /// <summary>The process behind it.</summary>
    ProgramProcess Process { get; }

    /// <summary>Waits until it has everything, checked.</summary>
    Task WaitUntilCompleteAsync(CancellationToken cancellationToken);
}
