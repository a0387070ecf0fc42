using Xunit;

namespace P2PShare.Interop.Tests.Infrastructure;

/// <summary>A test that moves gigabytes: runs with <c>P2PSHARE_BIG_TESTS=1</c> only.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BigFactAttribute : FactAttribute
{
    public BigFactAttribute() =>
        Skip = Environment.GetEnvironmentVariable("P2PSHARE_BIG_TESTS") is "1" or "true" ? null : "moves gigabytes: set P2PSHARE_BIG_TESTS=1 to run it";
}
