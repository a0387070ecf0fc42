using P2PShare.Swarm.Tests.Swarms;
using P2PShare.Testing;
using Xunit;

// Most of the time is spent waiting for timers: more classes side by side than there are cores.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
[assembly: TestCollectionOrderer("P2PShare.Swarm.Tests.LongestClassesFirst", "P2PShare.Swarm.Tests")]

namespace P2PShare.Swarm.Tests;

/// <summary>Those who wait for nodes and peers to find each other.</summary>
public sealed class LongestClassesFirst() : LongestFirst(typeof(DhtHashTests), typeof(PeerExchangeTests), typeof(DhtTests), typeof(DhtAnnounceTests), typeof(ManyLeechersTests));
