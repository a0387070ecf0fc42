namespace P2PShare.Interop.Tests.Clients;

/// <summary>A tracker, ours or another. Disposing it ends it.</summary>
internal interface ITrackerProgram : IAsyncDisposable
{
    /// <summary>As the matrix prints it.</summary>
    string Name { get; }

    /// <summary>What torrents announce to; known before it is started.</summary>
    string AnnounceUrl { get; }

    /// <summary>The same tracker over UDP.</summary>
    string UdpAnnounceUrl { get; }

    /// <summary>Everything said so far.</summary>
    string Output { get; }

    /// <summary>Starts it for these torrents.</summary>
    Task StartAsync(IEnumerable<string> torrents, CancellationToken cancellationToken);

    /// <summary>Ends it, as when a tracker goes down for good.</summary>
    Task StopAsync();
}
