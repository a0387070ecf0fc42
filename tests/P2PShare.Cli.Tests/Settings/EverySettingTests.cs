using System.CommandLine;
using System.CommandLine.Completions;
using P2PShare.Cli.Settings;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Settings;

/// <summary>Every option of every command, from each of the layers under the command line.</summary>
public sealed class EverySettingTests : IDisposable
{
    private readonly TestApp _app = new();

    public EverySettingTests() => _app.Environment["XDG_CONFIG_HOME"] = _app.Folder["config"];

    public static TheoryData<string> Commands { get; } = AllCommands.Data;

    public void Dispose() => _app.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_option_can_come_from_its_variable(string command)
    {
        foreach (var name in OptionNames(command))
        {
            WriteConfig("""{ "profiles": { "sample": {} } }""");
            var (globals, root, option) = Find(command, name);
            var variable = "P2PSHARE_" + name.TrimStart('-').ToUpperInvariant().Replace('-', '_');
            _app.Environment[variable] = SampleOf(option);

            ShouldBeSet(command, option, globals, root);

            _app.Environment.Remove(variable);
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_option_but_those_that_choose_the_file_can_come_from_the_file(string command)
    {
        foreach (var name in OptionNames(command).Except(["--config", "--profile"]))
        {
            var (globals, root, option) = Find(command, name);
            var setting = $"{{ \"{name.TrimStart('-').Replace('-', '_')}\": \"{SampleOf(option)}\" }}";
            var section = command.Split(' ').Reverse().Aggregate(setting, (inner, word) => $"{{ \"{word}\": {inner} }}");
            WriteConfig($"{{ \"profile\": \"sample\", \"profiles\": {{ \"sample\": {section} }} }}");

            ShouldBeSet(command, option, globals, root);
        }
    }

    private void ShouldBeSet(string command, Option option, GlobalOptions globals, Root root)
    {
        var words = command.Split(' ');
        var layers = new SettingsLayers(_app.Context(), globals);
        var parsed = root.Parse(layers.Complete(words, root.Parse(words)));

        var result = parsed.GetResult(option).ShouldNotBeNull($"{command} {option.Name}");
        result.Implicit.ShouldBeFalse($"{command} {option.Name}");
        result.Errors.ShouldBeEmpty($"{command} {option.Name}");
    }

    private IEnumerable<string> OptionNames(string command) =>
        CommandTree.SettingsOf(CommandOf(Root.Whole(_app.Context()), command)).Select(option => option.Name).ToArray();

    private (GlobalOptions Globals, Root Root, Option Option) Find(string command, string name)
    {
        var globals = new GlobalOptions();
        var root = Root.For(command.Split(' '), _app.Context(), globals);
        return (globals, root, CommandTree.SettingsOf(CommandOf(root, command)).Single(option => option.Name == name));
    }

    private static Command CommandOf(Command root, string command) =>
        command.Split(' ').Aggregate(root, (parent, word) => parent.Subcommands.Single(sub => sub.Name == word));

    private string SampleOf(Option option) => option switch
    {
        { Name: "--config" } => _app.Folder["config/p2pshare/config.json"],
        _ when OptionOf.IsFlag(option) => "true",
        _ when option.CompletionSources.SelectMany(source => source(CompletionContext.Empty)).FirstOrDefault() is { } first => first.Label,
        _ when option.ValueType == typeof(int?) => "1",
        _ when option.ValueType == typeof(long?) => "1KiB",
        _ when option.ValueType == typeof(double?) => "1.5",
        _ when option.ValueType == typeof(TimeSpan?) => "10s",
        _ => "sample",
    };

    private void WriteConfig(string content) => _app.Folder.Write("config/p2pshare/config.json", content);
}
