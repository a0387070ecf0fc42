using System.Globalization;
using System.Text;

namespace P2PShare.Cli.Completions;

/// <summary>A completion script for zsh: a function a command, which the shell's own <c>_arguments</c> does the work for.</summary>
internal static class ZshScript
{
    /// <summary>The whole script.</summary>
    public static string Of(CompletedCommand root)
    {
        var script = new StringBuilder(
            """
            #compdef p2pshare
            # zsh completion for p2pshare
            #   source <(p2pshare completions zsh)    after compinit, or as _p2pshare in a folder of $fpath


            """);
        foreach (var command in root.All())
        {
            Append(script, command);
        }

        return script.Append(
            """
            if [[ $funcstack[1] == _p2pshare ]]; then
              _p2pshare "$@"
            else
              compdef _p2pshare p2pshare
            fi

            """).ToString();
    }

    private static void Append(StringBuilder script, CompletedCommand command)
    {
        var hasMore = command.Subcommands.Count > 0;
        script.Append(CultureInfo.InvariantCulture, $"{FunctionOf(command)}() {{\n");
        script.Append(hasMore ? "  local curcontext=$curcontext state line\n  _arguments -s -S -C" : "  _arguments -s -S");
        foreach (var spec in command.Options.SelectMany(Specs))
        {
            script.Append(CultureInfo.InvariantCulture, $" \\\n    {spec}");
        }

        script.Append(hasMore ? $" \\\n    '1:command:->command' \\\n    '*::argument:->argument'\n{Dispatch(command)}" : ArgumentSpec(command.Argument) + "\n");
        script.Append("}\n\n");
    }

    /// <summary>A spec for each name: they exclude each other where the option is given once only.</summary>
    private static IEnumerable<string> Specs(CompletedOption option)
    {
        var excluded = option.Repeats ? "*" : $"({string.Join(' ', option.Names)})";
        var value = option.Value.Kind == ValueKind.None ? "" : $":{Escape(option.Value.Name)}:{ActionOf(option.Value)}";
        return option.Names.Select(name =>
        {
            var form = option.Value.Kind == ValueKind.None ? name : name.StartsWith("--", StringComparison.Ordinal) ? name + "=" : name + "+";
            return Quote($"{excluded}{form}[{Escape(option.Description)}]{value}");
        });
    }

    private static string ArgumentSpec(CompletedValue argument) =>
        argument.Kind == ValueKind.None ? "" : $" \\\n    {Quote($"*:{Escape(argument.Name)}:{ActionOf(argument)}")}";

    private static string Dispatch(CompletedCommand command)
    {
        var text = new StringBuilder("  case $state in\n    command)\n      local -a commands=(\n");
        foreach (var sub in command.Subcommands)
        {
            text.Append(CultureInfo.InvariantCulture, $"        {Quote($"{sub.Name}:{sub.Description}")}\n");
        }

        text.Append("      )\n      _describe command commands\n      ;;\n    argument)\n      case $words[1] in\n");
        foreach (var sub in command.Subcommands)
        {
            text.Append(CultureInfo.InvariantCulture, $"        {sub.Name}) {FunctionOf(sub)} ;;\n");
        }

        return text.Append("      esac\n      ;;\n  esac\n").ToString();
    }

    private static string ActionOf(CompletedValue value) => value.Kind switch
    {
        ValueKind.Words => $"({string.Join(' ', value.Words)})",
        ValueKind.Files => "_files",
        ValueKind.Folders => "_files -/",
        _ => " ",
    };

    private static string FunctionOf(CompletedCommand command) => "_" + command.Call.Replace(' ', '_');

    /// <summary>Colons and brackets part a spec.</summary>
    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace(":", "\\:", StringComparison.Ordinal)
            .Replace("[", "\\[", StringComparison.Ordinal)
            .Replace("]", "\\]", StringComparison.Ordinal);

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
