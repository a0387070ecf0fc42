namespace P2PShare.Cli.Wording;

/// <summary>What kind of talk a line is.</summary>
internal enum Tone
{
    Plain,
    Warning,
    Error,
    Hint,
}

/// <summary>How a tone is told apart: by a word in front, and by that word's colour.</summary>
internal static class Tones
{
    /// <summary>The word with its space behind; nothing for plain talk.</summary>
    public static string Label(this Tone tone, bool colour)
    {
        var (word, code) = tone switch
        {
            Tone.Warning => ("warning:", 33),
            Tone.Error => ("error:", 31),
            Tone.Hint => ("hint:", 36),
            _ => ("", 0),
        };
        if (word.Length == 0)
        {
            return "";
        }

        return colour ? $"\e[1;{code}m{word}\e[0m " : word + " ";
    }
}
