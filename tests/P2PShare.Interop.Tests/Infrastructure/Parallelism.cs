using Xunit;

// Clients spend most of their time waiting for each other: more classes side by side than there are cores.
[assembly: CollectionBehavior(MaxParallelThreads = 6)]
