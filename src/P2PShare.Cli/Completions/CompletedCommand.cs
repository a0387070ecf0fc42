using System.CommandLine;
using System.CommandLine.Completions;
using P2PShare.Cli.Settings;

namespace P2PShare.Cli.Completions;

/// <summary>What may stand where a value is due.</summary>
internal enum ValueKind
{
    /// <summary>Nothing: a flag, or a command that takes no argument.</summary>
    None,

    /// <summary>Something that no list has.</summary>
    Text,

    /// <summary>One of a few words.</summary>
    Words,

    /// <summary>A file or folder.</summary>
    Files,

    /// <summary>A folder.</summary>
    Folders,
}

/// <summary>A value: its name in the help, what may stand there, and the words where that is one of a few.</summary>
internal sealed record CompletedValue(string Name, ValueKind Kind, IReadOnlyList<string> Words)
{
    /// <summary>No value.</summary>
    public static CompletedValue None { get; } = new("", ValueKind.None, []);
}

/// <summary>An option.</summary>
/// <param name="Names">All its names, the first one first.</param>
/// <param name="Description">What its help says.</param>
/// <param name="Value">Its value.</param>
/// <param name="Repeats">Whether it may be given again for more values.</param>
/// <param name="IsForAll">Whether every command has it.</param>
internal sealed record CompletedOption(IReadOnlyList<string> Names, string Description, CompletedValue Value, bool Repeats, bool IsForAll);

/// <summary>A command as completions and manual pages need it, read from its definition.</summary>
/// <param name="Call">How it is called: <c>p2pshare dht get</c>.</param>
/// <param name="Name">The last word of that.</param>
/// <param name="Description">What its help says.</param>
/// <param name="Argument">What it takes beside options.</param>
/// <param name="Options">Its options, those of every command included.</param>
/// <param name="Subcommands">The commands right below it.</param>
internal sealed record CompletedCommand(
    string Call, string Name, string Description, CompletedValue Argument, IReadOnlyList<CompletedOption> Options, IReadOnlyList<CompletedCommand> Subcommands)
{
    private static readonly string[] FileNames = ["FILE", "TORRENT", "PATH", "HASH", "MANIFEST", "DIR"];

    /// <summary>Reads a definition and those below it.</summary>
    public static CompletedCommand Of(Command command) => new(
        CommandTree.CallOf(command),
        command is RootCommand ? Product.Name : command.Name,
        command.Description ?? "",
        command.Arguments.Select(ValueOf).OrderByDescending(value => value.Kind).FirstOrDefault() ?? CompletedValue.None,
        [.. CommandTree.OptionsOf(command).Select(OptionOf)],
        [.. command.Subcommands.Where(sub => !sub.Hidden).Select(Of)]);

    /// <summary>This command and all below it.</summary>
    public IEnumerable<CompletedCommand> All() => Subcommands.SelectMany(sub => sub.All()).Prepend(this);

    private static CompletedOption OptionOf(Option option) => new(
        // The longest name first: the others are short forms of it or names that other programs have.
        [.. option.Aliases.Prepend(option.Name)],
        option.Description ?? "",
        Settings.OptionOf.IsFlag(option) || option.ValueType == typeof(void) ? CompletedValue.None : ValueOf(option),
        option.Arity.MaximumNumberOfValues > 1,
        option.Recursive);

    private static CompletedValue ValueOf(Option option) => Of(option.HelpName ?? "", [.. option.CompletionSources.SelectMany(Labels)]);

    private static CompletedValue ValueOf(Argument argument) => Of(argument.HelpName ?? argument.Name, [.. argument.CompletionSources.SelectMany(Labels)]);

    private static IEnumerable<string> Labels(Func<CompletionContext, IEnumerable<CompletionItem>> source) =>
        source(CompletionContext.Empty).Select(item => item.Label);

    private static CompletedValue Of(string name, string[] words)
    {
        var names = name.Split('|');
        var kind = words.Length > 0 ? ValueKind.Words
            : names is ["DIR"] ? ValueKind.Folders
            : names.Any(FileNames.Contains) ? ValueKind.Files
            : ValueKind.Text;
        return new CompletedValue(name, kind, words);
    }
}
