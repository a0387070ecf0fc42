using P2PShare.Cli.Settings;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests;

public sealed class HelpTests : IDisposable
{
    private readonly TestApp _app = new();

    /// <summary>Every command as its words: a new one fails until its help is approved.</summary>
    public static TheoryData<string> Commands { get; } = AllCommands.Data;

    public void Dispose() => _app.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Each_command_has_its_help(string command) =>
        (await _app.RunAsync([.. command.Split(' '), "--help"])).Output.ShouldBeApprovedAs($"help-{command.Replace(' ', '-')}");

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Help_is_a_word_too(string command) =>
        (await _app.RunAsync(["help", .. command.Split(' ')])).Output.ShouldBe((await _app.RunAsync([.. command.Split(' '), "-h"])).Output);

    [Fact]
    public async Task The_program_has_its_help() => (await _app.RunAsync("-h")).Output.ShouldBeApprovedAs("help");

    [Fact]
    public async Task The_program_alone_shows_how_to_begin() => (await _app.RunAsync()).Output.ShouldBeApprovedAs("help-short");

    [Fact]
    public async Task What_the_program_alone_says_names_every_command()
    {
        var shown = (await _app.RunAsync()).Output;

        Root.CommandNames.ShouldAllBe(name => shown.Contains(name, StringComparison.Ordinal));
    }

    [Fact]
    public void No_help_is_approved_of_a_command_that_is_gone()
    {
        var approved = Directory.GetFiles(Approval.Folder(), "help-*.txt").Select(path => Path.GetFileNameWithoutExtension(path)["help-".Length..]);

        approved.Except(AllCommands.Names.Select(name => name.Replace(' ', '-'))).ShouldBe(["short"]);
    }
}

/// <summary>All commands below the program itself.</summary>
internal static class AllCommands
{
    /// <summary>Each as its words with blanks between.</summary>
    public static IReadOnlyList<string> Names { get; } = Read();

    /// <summary>The same, for theories.</summary>
    public static TheoryData<string> Data => [.. Names];

    private static string[] Read()
    {
        using var app = new TestApp();
        return [.. CommandTree.All(Root.Whole(app.Context())).Skip(1).Select(command => string.Join(' ', CommandTree.PathOf(command)))];
    }
}
