using P2PShare.Cli.Completions;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Completions;

public sealed class CompletedCommandTests : IDisposable
{
    private readonly TestApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public void Arguments_and_options_say_what_may_stand_there_and_whether_again()
    {
        var commands = CompletedCommand.Of(Root.Whole(_app.Context())).All().ToDictionary(command => command.Call);

        commands["p2pshare watch"].Argument.Kind.ShouldBe(ValueKind.Folders);
        commands["p2pshare show"].Argument.Kind.ShouldBe(ValueKind.Files);
        var get = commands["p2pshare get"].Options.ToDictionary(option => option.Names[0]);
        (get["--output"].Value.Kind, get["--color"].Value.Kind, get["--max-peers"].Value.Kind, get["--no-dht"].Value.Kind)
            .ShouldBe((ValueKind.Folders, ValueKind.Words, ValueKind.Text, ValueKind.None));
        (get["--tracker"].Repeats, get["--max-peers"].Repeats).ShouldBe((true, false));
    }
}
