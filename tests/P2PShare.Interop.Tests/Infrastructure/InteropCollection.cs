using Xunit;

namespace P2PShare.Interop.Tests.Infrastructure;

/// <summary>One network and one matrix for all tests that run programs; such tests follow each other, so that each has the machine to itself.</summary>
[CollectionDefinition(Name)]
public sealed class InteropCollection : ICollectionFixture<NetworkNamespace>, ICollectionFixture<InteropMatrix>
{
    public const string Name = "interop";
}
