using Xunit;

namespace P2PShare.Testing;

/// <summary>A test that reads vectors; skipped where they are not at hand.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class VectorFactAttribute : FactAttribute
{
    /// <summary>Skips the test where there is no folder of vectors.</summary>
    public VectorFactAttribute()
    {
        if (VectorFolder.Path is null)
        {
            Skip = "There is no shared/vectors above the tests, and P2PSHARE_VECTORS does not name one.";
        }
    }
}
