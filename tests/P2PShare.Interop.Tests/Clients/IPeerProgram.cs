namespace P2PShare.Interop.Tests.Clients;

/// <summary>A program that shares, ours or another: how to start it. How they find peers says <see cref="PeerSettings"/>.</summary>
internal interface IPeerProgram
{
    /// <summary>As the matrix prints it.</summary>
    string Name { get; }

    /// <summary>Whether it makes the empty files of a folder.</summary>
    bool MakesEmptyFiles => true;

    /// <summary>Starts it on content that is there.</summary>
    Task<IPeer> SeedAsync(PeerPlace place, string torrent, string contentDirectory, CancellationToken cancellationToken);

    /// <summary>Starts it in an empty folder; it stays and seeds once it has everything.</summary>
    Task<IPeer> LeechAsync(PeerPlace place, string torrent, string contentDirectory, CancellationToken cancellationToken);
}
