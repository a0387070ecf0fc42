using P2PShare.Cli.Tests.Commands;
using P2PShare.Cli.Tests.Processes;
using P2PShare.Testing;
using Xunit;

// Programs that tests start wait for each other and for timers: more classes side by side than there are cores.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]
[assembly: TestCollectionOrderer("P2PShare.Cli.Tests.LongestClassesFirst", "P2PShare.Cli.Tests")]

namespace P2PShare.Cli.Tests;

/// <summary>Those with many look-ups, programs and torrents.</summary>
public sealed class LongestClassesFirst() : LongestFirst(typeof(DhtTests), typeof(ManyTorrentsTests), typeof(ExitCodeTests), typeof(TerminalTests));
