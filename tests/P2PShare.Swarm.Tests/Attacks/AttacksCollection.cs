using Xunit;

namespace P2PShare.Swarm.Tests.Attacks;

/// <summary>All attacks, one at a time and with nothing beside them: they move a clock by hand, which is faster than tasks that have to share the machine.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AttacksCollection
{
    public const string Name = "Attacks";
}
