using Xunit;

namespace P2PShare.Cli.Tests.Processes;

/// <summary>As <see cref="TerminalFactAttribute"/>, with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TerminalTheoryAttribute : TheoryAttribute
{
    public TerminalTheoryAttribute() => Skip = TerminalFactAttribute.Reason;
}
