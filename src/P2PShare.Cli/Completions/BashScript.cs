using System.Globalization;
using System.Text;

namespace P2PShare.Cli.Completions;

/// <summary>
/// A completion script for bash. Where a file may stand it offers nothing itself, and bash completes the name as it does for any program, with
/// its own quoting.
/// </summary>
internal static class BashScript
{
    private const string Walk =
        """
        # bash completion for p2pshare
        #   source <(p2pshare completions bash)

        _p2pshare() {
          local cur=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD-1]} path=p2pshare names='' subcommands='' values='' argument=0 rest='' i word

          # With `=` among the word breaks `--format=v2` is three words.
          if [[ $cur == '=' ]]; then
            cur=''
          elif [[ $option == '=' ]]; then
            option=${COMP_WORDS[COMP_CWORD-2]}
          fi

          _p2pshare_command
          for ((i = 1; i < COMP_CWORD; i++)); do
            word=${COMP_WORDS[i]}
            if [[ $word == -- ]]; then
              rest=1
              break
            elif [[ $word == -* ]]; then
              if [[ ${COMP_WORDS[i+1]} == '=' ]]; then
                ((i += 2))
              elif [[ " $values " == *" $word "* ]]; then
                ((i += 1))
              fi
            elif [[ " $subcommands " == *" $word "* ]]; then
              path="$path $word"
              _p2pshare_command
            fi
          done

          COMPREPLY=()
          if [[ -n $rest ]]; then
            return
          elif [[ " $values " == *" $option "* ]]; then
            _p2pshare_value
          elif [[ $cur == -* ]]; then
            COMPREPLY=($(compgen -W "$names" -- "$cur"))
          elif [[ -n $subcommands ]]; then
            COMPREPLY=($(compgen -W "$subcommands" -- "$cur"))
          elif [[ -n $argument && $argument != 0 ]]; then
            COMPREPLY=($(compgen -W "$argument" -- "$cur"))
          fi
        }

        """;

    /// <summary>The whole script.</summary>
    public static string Of(CompletedCommand root)
    {
        var script = new StringBuilder(Walk);
        script.Append("\n# What the command in `path` takes: option names, those of them with a value, commands below it, words for its argument.\n");
        script.Append("_p2pshare_command() {\n  case $path in\n");
        foreach (var command in root.All())
        {
            script.Append(
                CultureInfo.InvariantCulture,
                $"""
                    '{command.Call}')
                      names='{Join(command.Options.SelectMany(option => option.Names))}'
                      values='{Join(command.Options.Where(HasValue).SelectMany(option => option.Names))}'
                      subcommands='{Join(command.Subcommands.Select(sub => sub.Name))}'
                      argument='{Join(command.Argument.Words)}'
                      ;;

                """);
        }

        script.Append("  esac\n}\n\n# The words that may stand behind the option in `option`.\n_p2pshare_value() {\n  local words=''\n  case \"$path $option\" in\n");
        foreach (var (pattern, words) in Values(root))
        {
            script.Append(CultureInfo.InvariantCulture, $"    {pattern}) words='{words}' ;;\n");
        }

        script.Append("  esac\n  if [[ -n $words ]]; then\n    COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n  fi\n}\n\n");
        return script.Append("complete -o bashdefault -o default -F _p2pshare p2pshare\n").ToString();
    }

    private static IEnumerable<(string Pattern, string Words)> Values(CompletedCommand root) =>
        from command in root.All()
        from option in command.Options
        where option.Value.Words.Count > 0 && (!option.IsForAll || command == root)
        let call = option.IsForAll ? "*" : $"'{command.Call}'"
        select (string.Join('|', option.Names.Select(name => $"{call}' {name}'")), Join(option.Value.Words));

    private static bool HasValue(CompletedOption option) => option.Value.Kind != ValueKind.None;

    private static string Join(IEnumerable<string> words) => string.Join(' ', words);
}
