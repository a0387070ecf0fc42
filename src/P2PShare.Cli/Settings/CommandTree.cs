using System.CommandLine;

namespace P2PShare.Cli.Settings;

/// <summary>Walks the definitions of all commands: what help, settings, completions and manual pages are made of.</summary>
internal static class CommandTree
{
    /// <summary>A command and all below it, each before those below it, without hidden ones.</summary>
    public static IEnumerable<Command> All(Command command) =>
        command.Subcommands.Where(sub => !sub.Hidden).SelectMany(All).Prepend(command);

    /// <summary>A command's name behind those of the commands it belongs to, without the program's: <c>dht</c>, <c>get</c>.</summary>
    public static IReadOnlyList<string> PathOf(Command command) =>
        command is RootCommand ? [] : [.. ParentOf(command) is { } parent ? PathOf(parent) : [], command.Name];

    /// <summary>How a command is called: <c>p2pshare dht get</c>.</summary>
    public static string CallOf(Command command) => string.Join(' ', PathOf(command).Prepend(Product.Name));

    /// <summary>All options that a command takes, those for every command included, without <c>--help</c> and <c>--version</c>.</summary>
    public static IEnumerable<Option> SettingsOf(Command command) =>
        OptionsOf(command).Where(option => option.Name is not "--help" and not "--version");

    /// <summary>All options that a command takes, those for every command included.</summary>
    public static IEnumerable<Option> OptionsOf(Command command) => command.Options.Concat(Inherited(command)).Where(option => !option.Hidden);

    private static IEnumerable<Option> Inherited(Command command) =>
        ParentOf(command) is { } parent ? parent.Options.Where(option => option.Recursive).Concat(Inherited(parent)) : [];

    private static Command? ParentOf(Command command) => command.Parents.OfType<Command>().FirstOrDefault();
}
