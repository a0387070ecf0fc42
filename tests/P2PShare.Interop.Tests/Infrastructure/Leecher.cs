using P2PShare.Interop.Tests.Clients;

namespace P2PShare.Interop.Tests.Infrastructure;

/// <summary>A peer that gets content, and the folder that it puts it in.</summary>
internal sealed record Leecher(IPeerProgram Program, IPeer Peer, string Directory)
{
    /// <summary>Waits until it says that it has everything, and compares byte for byte.</summary>
    public async Task ShouldGetAsync(Content content, CancellationToken cancellationToken)
    {
        await Peer.WaitUntilCompleteAsync(cancellationToken);
        content.ShouldBeIn(Directory, Program.MakesEmptyFiles);
    }
}
