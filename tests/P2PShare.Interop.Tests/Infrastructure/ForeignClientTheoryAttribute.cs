using Xunit;

namespace P2PShare.Interop.Tests.Infrastructure;

/// <summary>As <see cref="ForeignClientFactAttribute"/>, for a test that takes its cases from data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ForeignClientTheoryAttribute : TheoryAttribute
{
    /// <summary>Names what all cases need.</summary>
    public ForeignClientTheoryAttribute(params ForeignClient[] needs) => Skip = Machine.ReasonToSkip(needs);
}
