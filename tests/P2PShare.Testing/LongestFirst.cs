using Xunit;
using Xunit.Abstractions;

namespace P2PShare.Testing;

/// <summary>Begins with the classes that take longest, so that at the end none of them is left to run alone; the others follow as they come.</summary>
/// <param name="longest">These classes.</param>
public abstract class LongestFirst(params IReadOnlyList<Type> longest) : ITestCollectionOrderer
{
    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderByDescending(collection => longest.Any(type => collection.DisplayName.EndsWith($" {type.FullName}", StringComparison.Ordinal)));
}
