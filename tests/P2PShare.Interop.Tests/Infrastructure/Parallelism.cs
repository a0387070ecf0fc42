using P2PShare.Testing;
using Xunit;

// Clients spend most of their time waiting for each other: more classes side by side than there are cores.
[assembly: CollectionBehavior(MaxParallelThreads = 6)]
[assembly: TestCollectionOrderer("P2PShare.Interop.Tests.Infrastructure.LongestClassesFirst", "P2PShare.Interop.Tests")]

namespace P2PShare.Interop.Tests.Infrastructure;

/// <summary>Those who wait for a foreign client's timers, and those who move most bytes.</summary>
public sealed class LongestClassesFirst() : LongestFirst(
    typeof(DhtFromTransmissionTests), typeof(DhtToTransmissionTests), typeof(BigContentTests), typeof(TransmissionTests), typeof(DhtFromLibtorrentTests), typeof(DhtToLibtorrentTests), typeof(MagnetTests));
