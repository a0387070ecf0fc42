using Xunit;

namespace P2PShare.Interop.Tests.Infrastructure;

/// <summary>A test that needs foreign programs. Where one is missing it is skipped and says which package to install; with <c>P2PSHARE_REQUIRE_FOREIGN_CLIENTS=1</c> it runs, and fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ForeignClientFactAttribute : FactAttribute
{
    /// <summary>Names what the test needs.</summary>
    public ForeignClientFactAttribute(params ForeignClient[] needs) => Skip = Machine.ReasonToSkip(needs);
}
