using System.Security.Cryptography;
using P2PShare.Net.Names;

namespace P2PShare.Dht;

/// <summary>What a node needs of the world; each can be replaced in a test. Immutable.</summary>
public sealed record DhtServices
{
    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Chance that nobody need not guess. Used under a lock of the node. Default: the system's.</summary>
    public Random Random { get; init; } = Random.Shared;

    /// <summary>Chance that nobody can guess: ids, tokens, transaction ids. Stays the caller's. Default: the system's.</summary>
    public RandomNumberGenerator SecureRandom { get; init; } = RandomNumberGenerator.Create();

    /// <summary>Finds the routers' addresses. Default: the system's.</summary>
    public INameResolver Names { get; init; } = new SystemNameResolver();
}
