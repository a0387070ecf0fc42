using System.CommandLine;
using System.Text.RegularExpressions;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Cli.Settings;

/// <summary>One setting of one command as it holds now.</summary>
/// <param name="Command">The command, without the program's name; empty for what every command has.</param>
/// <param name="Name">How the config file calls it.</param>
/// <param name="Option">How the command line calls it.</param>
/// <param name="Variable">How the environment calls it.</param>
/// <param name="Value">A flag as a boolean, a setting that takes several as a list, else its text; null where there is none. Without secrets.</param>
/// <param name="DefaultText">What its help says of its default; null where that says nothing.</param>
/// <param name="Origin">Where it comes from.</param>
internal sealed record Setting(string Command, string Name, string Option, string Variable, object? Value, string? DefaultText, SettingOrigin Origin);

/// <summary>Looks up the settings of commands in all layers.</summary>
/// <param name="layers">Those under the command line.</param>
/// <param name="globals">The options that every command has, as the command line has them.</param>
/// <param name="config">The config file; null where there is none.</param>
/// <param name="parsed">The command line.</param>
internal sealed partial class SettingsTable(SettingsLayers layers, GlobalOptions globals, ConfigFile? config, ParseResult parsed)
{
    /// <summary>The settings of a command; those that every command has stand with the root alone, unless the file sets them for this command.</summary>
    public IEnumerable<Setting> Of(Command command) =>
        CommandTree.SettingsOf(command)
            .Where(option => !option.Recursive || command is RootCommand || IsSetFor(command, option))
            .Select(option => Look(option, command));

    /// <summary>Whether the file sets an option for this command and those below it alone.</summary>
    private bool IsSetFor(Command command, Option option) =>
        layers.Find(option, command, config)?.Origin.Section is { } section
        && section.EndsWith(string.Join('.', CommandTree.PathOf(command)), StringComparison.Ordinal);

    private Setting Look(Option option, Command command)
    {
        var found = Typed(option) ?? layers.Find(option, command, config);
        return new Setting(
            string.Join(' ', CommandTree.PathOf(command)),
            ConfigSection.KeyOf(option),
            option.Name,
            SettingsLayers.VariableOf(option),
            ValueOf(option, found?.Values ?? Defaults(option)),
            DefaultIn(option.Description),
            found?.Origin ?? new SettingOrigin(SettingSource.Default));
    }

    /// <summary>Only options of every command can have been typed with a command that shows those of others.</summary>
    private SettingValues? Typed(Option option)
    {
        var own = option.Recursive ? parsed.RootCommandResult.Command.Options.FirstOrDefault(own => own.Name == option.Name) : null;
        if (own is null || parsed.GetResult(own) is not { Implicit: false } result || globals.Layered.Contains(own))
        {
            return null;
        }

        string[] values = OptionOf.IsFlag(option) ? ["true"] : [.. result.Tokens.Select(token => token.Value)];
        return new SettingValues(values, new SettingOrigin(SettingSource.CommandLine));
    }

    private static object? ValueOf(Option option, IReadOnlyList<string> values) => option switch
    {
        _ when OptionOf.IsFlag(option) => values is [.., "true" or "yes" or "1" or "2"],
        { Arity.MaximumNumberOfValues: > 1 } => values.Select(WithoutSecrets).ToArray(),
        _ => values is [.., var last] ? WithoutSecrets(last) : null,
    };

    private static IReadOnlyList<string> Defaults(Option option) =>
        option.HasDefaultValue && option.GetDefaultValue() is string text ? [text] : [];

    /// <summary>A passkey in a tracker's URL is a password, and so is what stands before a host's name.</summary>
    private static string WithoutSecrets(string value) => Url().Replace(value, url => TrackerUrl.Redact(url.Value));

    private static string? DefaultIn(string? description) =>
        description is not null && DefaultClause().Match(description) is { Success: true } match ? match.Groups["text"].Value : null;

    [GeneratedRegex(@"[A-Za-z][A-Za-z0-9+.-]*://[^\s,'""]+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Url();

    [GeneratedRegex(@"\(default: (?<text>.*?)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DefaultClause();
}
