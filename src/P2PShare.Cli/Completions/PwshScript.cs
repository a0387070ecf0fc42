using System.Globalization;
using System.Text;

namespace P2PShare.Cli.Completions;

/// <summary>A completion script for PowerShell. Where it offers nothing, PowerShell offers files.</summary>
internal static class PwshScript
{
    private const string Completer =
        """
        Register-ArgumentCompleter -Native -CommandName p2pshare -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)

            $path = 'p2pshare'
            $previous = ''
            foreach ($element in $commandAst.CommandElements | Select-Object -Skip 1) {
                if ($element.Extent.EndOffset -ge $cursorPosition -and $wordToComplete) { break }
                $word = "$element"
                if ($global:P2PShareCommands[$path].Values -cnotcontains $previous -and $global:P2PShareCommands.ContainsKey("$path $word")) {
                    $path = "$path $word"
                }
                $previous = $word
            }

            $command = $global:P2PShareCommands[$path]
            if ($command.Values -ccontains $previous) {
                $offered = @($command.Words[$previous] | Where-Object { $_ } | ForEach-Object { , @($_, $_) })
            } elseif ($wordToComplete.StartsWith('-')) {
                $offered = $command.Options
            } else {
                $offered = $command.Arguments
            }

            $offered | Where-Object { $_ -and $_[0].StartsWith($wordToComplete, [StringComparison]::Ordinal) } | ForEach-Object {
                [System.Management.Automation.CompletionResult]::new($_[0], $_[0], 'ParameterValue', $_[1])
            }
        }

        """;

    /// <summary>The whole script.</summary>
    public static string Of(CompletedCommand root)
    {
        var script = new StringBuilder("# PowerShell completion for p2pshare\n#   p2pshare completions pwsh | Out-String | Invoke-Expression\n\n");
        script.Append("$global:P2PShareCommands = [System.Collections.Hashtable]::new([StringComparer]::Ordinal)\n");
        foreach (var command in root.All())
        {
            var values = command.Options.Where(option => option.Value.Kind != ValueKind.None).ToArray();
            script.Append(
                CultureInfo.InvariantCulture,
                $$"""
                $global:P2PShareCommands[{{Quote(command.Call)}}] = @{
                    Options = @({{Pairs(command.Options.SelectMany(option => option.Names.Select(name => (name, option.Description))))}})
                    Values = @({{List(values.SelectMany(option => option.Names))}})
                    Words = @{ {{string.Join("; ", values.Where(option => option.Value.Words.Count > 0).SelectMany(Words))}} }
                    Arguments = @({{Pairs(command.Subcommands.Select(sub => (sub.Name, sub.Description)).Concat(command.Argument.Words.Select(word => (word, word))))}})
                }

                """);
        }

        return script.Append('\n').Append(Completer).ToString();
    }

    private static IEnumerable<string> Words(CompletedOption option) =>
        option.Names.Select(name => $"{Quote(name)} = @({List(option.Value.Words)})");

    /// <summary>Words with what they mean. The comma in front keeps a list of one pair from becoming the pair.</summary>
    private static string Pairs(IEnumerable<(string Word, string Meaning)> pairs) =>
        string.Join("; ", pairs.Select(pair => $", @({Quote(pair.Word)}, {Quote(pair.Meaning)})"));

    private static string List(IEnumerable<string> items) => string.Join(", ", items.Select(Quote));

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
