using System.Globalization;
using System.Text;

namespace P2PShare.Cli.Manual;

/// <summary>Writes a manual page in the macros that every <c>man</c> knows.</summary>
internal sealed class Roff
{
    private readonly StringBuilder _page = new();

    /// <summary>What it is the page of.</summary>
    public Roff Title(string name, string section, string source) => Macro($".TH \"{Escape(name)}\" {section} \"\" \"{Escape(source)}\" \"\"");

    /// <summary>A heading.</summary>
    public Roff Section(string title) => Macro($".SH {title}");

    /// <summary>A paragraph of text.</summary>
    public Roff Paragraph(string text) => Macro(".PP").Text(text);

    /// <summary>A term in bold, and what it means set in below it.</summary>
    public Roff Item(string term, string meaning) => Macro(".TP").Macro($"\\fB{Escape(term)}\\fR").Text(meaning);

    /// <summary>A command line in bold with the rest of it plain.</summary>
    public Roff Call(string command, string rest) => Macro($"\\fB{Escape(command)}\\fR {Escape(rest)}".TrimEnd());

    /// <summary>Lines as they are.</summary>
    public Roff Lines(IEnumerable<string> lines)
    {
        Macro(".PP").Macro(".nf");
        foreach (var line in lines)
        {
            Text(line);
        }

        return Macro(".fi");
    }

    /// <summary>Text that is set into lines.</summary>
    public Roff Text(string text)
    {
        var escaped = Escape(text);
        return Macro(escaped is ['.' or '\'', ..] ? "\\&" + escaped : escaped);
    }

    /// <summary>The page so far.</summary>
    public override string ToString() => _page.ToString();

    private Roff Macro(string line)
    {
        _page.Append(line).Append('\n');
        return this;
    }

    private static string Escape(string text)
    {
        var result = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            result.Append(rune.Value switch
            {
                '\\' => "\\e",
                // The plain one becomes a hyphen, which nobody can paste as an option.
                '-' => "\\-",
                '"' => "\\(dq",
                '\'' => "\\(aq",
                '`' => "\\(ga",
                '^' => "\\(ha",
                '~' => "\\(ti",
                < 0x80 => rune.ToString(),
                _ => string.Create(CultureInfo.InvariantCulture, $"\\[u{rune.Value:X4}]"),
            });
        }

        return result.ToString();
    }
}
