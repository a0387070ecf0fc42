using System.Globalization;
using System.Text;
using Spectre.Console;

namespace P2PShare.Cli.Views;

/// <summary>Makes of each frame what a terminal must be sent to show it in place of the one before: only lines that differ. Keeps the cursor at the beginning of the last line.</summary>
internal sealed class FramePainter(OutputStyle style)
{
    private const string HideCursor = "\e[?25l";
    private const string ShowCursor = "\e[?25h";
    private const string ClipLines = "\e[?7l";
    private const string WrapLines = "\e[?7h";
    private const string EraseRestOfLine = "\e[K";
    private const string EraseBelow = "\e[J";

    private readonly StringWriter _text = new(CultureInfo.InvariantCulture);
    private List<(string Text, int Width)> _drawn = [];
    private int _columns;
    private IAnsiConsole? _console;

    /// <summary>What shows the frame in a terminal so wide; nothing where it is there already.</summary>
    public string Draw(IReadOnlyList<ScreenLine> lines, int columns)
    {
        // After a resize nothing is where it was.
        var begin = columns == _columns ? "" : Erase(columns);
        _columns = columns;
        var next = lines.Select(line => (Text(line), line.Width)).ToList();
        if (next.SequenceEqual(_drawn))
        {
            return begin;
        }

        if (next.Count == 0)
        {
            return begin + Erase(columns);
        }

        var frame = new StringBuilder(begin).Append(HideCursor).Append(ClipLines).Append(Up(_drawn.Count - 1));
        for (var i = 0; i < next.Count; i++)
        {
            frame.Append(i > 0 ? "\n" : "");
            if (i >= _drawn.Count || next[i] != _drawn[i])
            {
                frame.Append('\r').Append(EraseRestOfLine).Append(next[i].Item1).Append('\r');
            }
        }

        if (_drawn.Count > next.Count)
        {
            frame.Append('\n').Append(EraseBelow).Append(Up(1));
        }

        _drawn = next;
        return frame.Append(WrapLines).ToString();
    }

    /// <summary>What takes the frame away: the cursor is shown where the frame began.</summary>
    public string Erase(int columns)
    {
        if (_drawn.Count == 0)
        {
            return "";
        }

        // A terminal that has become narrower has broken lines that were longer than it is wide now.
        var above = _drawn.SkipLast(1).Sum(line => Math.Max(1, (line.Width + columns - 1) / columns));
        _drawn = [];
        return $"\r{Up(above)}{EraseBelow}{ShowCursor}";
    }

    private static string Up(int lines) => lines > 0 ? string.Create(CultureInfo.InvariantCulture, $"\e[{lines}A") : "";

    private string Text(ScreenLine line)
    {
        _console ??= AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = style.Colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(_text),
        });
        _text.GetStringBuilder().Clear();
        _console.Write(line);
        return _text.ToString();
    }
}
