using System.Text;

namespace P2PShare.Cli.Inputs;

/// <summary>
/// Splits a command line into a program and its arguments, without a shell and none of a shell's powers: blanks part words, <c>'…'</c> and
/// <c>"…"</c> keep them together, and <c>\</c> before a quote, a blank or another <c>\</c> takes that one as it is (not within <c>'…'</c>).
/// </summary>
internal static class CommandWords
{
    /// <summary>The words; false where a quote is not closed.</summary>
    public static bool TrySplit(string text, out string[] words)
    {
        var found = new List<string>();
        var word = new StringBuilder();
        var isWord = false;
        var quote = '\0';
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (character == '\\' && quote != '\'' && i + 1 < text.Length && text[i + 1] is '\\' or '\'' or '"' or ' ' or '\t')
            {
                word.Append(text[++i]);
                isWord = true;
            }
            else if (quote != '\0' ? character == quote : character is '\'' or '"')
            {
                quote = quote == '\0' ? character : '\0';
                isWord = true;
            }
            else if (quote == '\0' && character is ' ' or '\t')
            {
                Take();
            }
            else
            {
                word.Append(character);
                isWord = true;
            }
        }

        Take();
        words = [.. found];
        return quote == '\0';

        void Take()
        {
            if (isWord)
            {
                found.Add(word.ToString());
                word.Clear();
                isWord = false;
            }
        }
    }
}
