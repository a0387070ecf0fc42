using System.Globalization;
using System.Text;

namespace P2PShare.Cli.Completions;

/// <summary>A completion script for fish.</summary>
internal static class FishScript
{
    /// <summary>The whole script.</summary>
    public static string Of(CompletedCommand root)
    {
        var script = new StringBuilder("# fish completion for p2pshare\n#   p2pshare completions fish | source\n\n");
        script.Append(Walk(root));
        script.Append("complete -c p2pshare -f\n");
        foreach (var command in root.All())
        {
            Append(script, command);
        }

        return script.ToString();
    }

    /// <summary>A function that says whether the command under way is this one.</summary>
    private static string Walk(CompletedCommand root)
    {
        var withValue = root.All().SelectMany(command => command.Options).Where(option => option.Value.Kind != ValueKind.None)
            .SelectMany(option => option.Names).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        var paths = root.All().Skip(1).Select(command => Quote(command.Call));
        return $"""
            function __p2pshare_at
                set -l path p2pshare
                set -l skip 0
                for word in (commandline -opc)[2..-1]
                    if test $skip = 1
                        set skip 0
                    else if contains -- $word {string.Join(' ', withValue)}
                        set skip 1
                    else if contains -- "$path $word" {string.Join(' ', paths)}
                        set path "$path $word"
                    end
                end
                test "$path" = "$argv"
            end


            """;
    }

    private static void Append(StringBuilder script, CompletedCommand command)
    {
        var line = $"complete -c p2pshare -n '__p2pshare_at {command.Call}'";
        script.Append('\n');
        foreach (var sub in command.Subcommands)
        {
            script.Append(CultureInfo.InvariantCulture, $"{line} -a {sub.Name} -d {Quote(sub.Description)}\n");
        }

        script.Append(command.Argument.Kind switch
        {
            ValueKind.Files or ValueKind.Folders => $"{line} -F\n",
            ValueKind.Words => $"{line} -a {Quote(string.Join(' ', command.Argument.Words))}\n",
            _ => "",
        });
        foreach (var option in command.Options)
        {
            script.Append(CultureInfo.InvariantCulture, $"{line}{NamesOf(option)}{ValueOf(option.Value)} -d {Quote(option.Description)}\n");
        }
    }

    private static string NamesOf(CompletedOption option) => string.Concat(option.Names.Select(name =>
        name.StartsWith("--", StringComparison.Ordinal) ? $" -l {name[2..]}" : $" -s {name[1..]}"));

    private static string ValueOf(CompletedValue value) => value.Kind switch
    {
        ValueKind.None => "",
        ValueKind.Words => $" -x -a {Quote(string.Join(' ', value.Words))}",
        ValueKind.Files => " -r -F",
        ValueKind.Folders => " -x -a '(__fish_complete_directories)'",
        _ => " -x",
    };

    private static string Quote(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
