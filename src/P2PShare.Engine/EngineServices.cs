using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using P2PShare.Engine.Storage;
using P2PShare.Net.Memory;
using P2PShare.Net.Names;
using P2PShare.Net.Transport;

namespace P2PShare.Engine;

/// <summary>The world an engine lives in: clock, chance, network and disk. Tests replace what they need to rule.</summary>
public sealed record EngineServices
{
    /// <summary>Streams between peers.</summary>
    public required ITransport Transport { get; init; }

    /// <summary>Datagrams, for UDP trackers.</summary>
    public required IDatagramTransport Datagrams { get; init; }

    /// <summary>Multicast, for peers on the local network; null for none. Default: none.</summary>
    public IMulticastTransport? Multicast { get; init; }

    /// <summary>Finds hosts by name, for trackers. Default: the system's.</summary>
    public INameResolver Names { get; init; } = new SystemNameResolver();

    /// <summary>All operations on files.</summary>
    public required IFileSystem Files { get; init; }

    /// <summary>The clock and its timers.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Makes the random sources; tests seed them.</summary>
    public Func<Random> CreateRandom { get; init; } = static () => new Random();

    /// <summary>Where log lines go.</summary>
    public ILoggerFactory Logging { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Makes the pool of blocks of a budget in bytes; tests put one that finds leaks in its place.</summary>
    internal Func<long, IBlockPool> CreateBlocks { get; init; } = static budget => new BlockPool(budget);
}
