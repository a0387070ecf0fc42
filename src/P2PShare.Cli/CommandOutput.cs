using P2PShare.Cli.Json;
using P2PShare.Cli.Wording;

namespace P2PShare.Cli;

/// <summary>The one printer: data to standard output, talk to standard error, everything harmless for a terminal. May be used from any thread.</summary>
internal sealed class CommandOutput(CommandContext context, OutputStyle style)
{
    private readonly Lock _lock = new();
    private Action<Tone, string>? _talk;

    /// <summary>How to print.</summary>
    public OutputStyle Style => style;

    /// <summary>Whether data goes to a terminal, before a person's eyes.</summary>
    public bool DataIsTerminal => context.Terminal.OutputIsTerminal;

    /// <summary>A line of data for people; nothing with <c>--json</c>.</summary>
    public void Data(string line) => DataLines([line]);

    /// <summary>Lines of data for people; nothing with <c>--json</c>.</summary>
    public void DataLines(IEnumerable<string> lines)
    {
        if (!style.Json)
        {
            WriteData(lines.Select(Printable.Line));
        }
    }

    /// <summary>Lines of our own drawing, with its colours; nothing with <c>--json</c>.</summary>
    public void Picture(IEnumerable<string> lines)
    {
        if (!style.Json)
        {
            WriteData(lines);
        }
    }

    /// <summary>A line of JSON; nothing without <c>--json</c>. Flushed at once.</summary>
    public void Document(object document)
    {
        if (style.Json)
        {
            WriteData([JsonText.Line(document)]);
        }
    }

    /// <summary>A part of a JSON document, which somebody goes on with; nothing without <c>--json</c>.</summary>
    public void Part(string json)
    {
        if (style.Json)
        {
            Write(output => output.Write(json));
        }
    }

    /// <summary>Sees to it that standard output has all that was written there.</summary>
    public void Flush() => Write(static output => output.Flush());

    /// <summary>A line of talk; nothing with <c>--quiet</c>.</summary>
    public void Say(string line)
    {
        if (!style.Quiet)
        {
            Talk(Tone.Plain, line);
        }
    }

    /// <summary>A warning; nothing with <c>--quiet</c>.</summary>
    public void Warn(string sentence)
    {
        if (!style.Quiet)
        {
            Talk(Tone.Warning, sentence);
        }
    }

    /// <summary>Why the program ends. Printed even with <c>--quiet</c>.</summary>
    public void Fail(UserError error)
    {
        Tell(error);
        Document(ErrorDocument(error));
    }

    /// <summary>An error on standard error alone, where its object is part of a larger document.</summary>
    public void Tell(UserError error)
    {
        Talk(Tone.Error, error.Message);
        if (error.Hint is { } hint)
        {
            Talk(Tone.Hint, hint);
        }
    }

    /// <summary>A failure's details, for <c>-vv</c> only.</summary>
    public void Trace(Exception exception)
    {
        if (style.Verbosity >= 2)
        {
            foreach (var line in exception.ToString().Split('\n'))
            {
                Talk(Tone.Plain, line.TrimEnd('\r'));
            }
        }
    }

    /// <summary>Lets somebody else print the talk, who is drawing on standard error; null to take it back.</summary>
    public void Interpose(Action<Tone, string>? talk)
    {
        lock (_lock)
        {
            _talk = talk;
        }
    }

    /// <summary>An error as an object.</summary>
    public ErrorEvent ErrorDocument(UserError error, string? torrent = null) =>
        new(TorrentDocuments.Moment(context.Time.GetUtcNow()), (int)error.Code, error.Kind, error.Message, error.Hint) { Torrent = torrent };

    private void WriteData(IEnumerable<string> lines) => Write(output =>
    {
        foreach (var line in lines)
        {
            output.WriteLine(line);
        }

        output.Flush();
    });

    private void Write(Action<TextWriter> write)
    {
        lock (_lock)
        {
            try
            {
                write(context.Output);
            }
            catch (IOException exception)
            {
                throw new CommandException(UserError.OutputUnwritable("standard output", Causes.Of(exception)), exception);
            }
        }
    }

    private void Talk(Tone tone, string text)
    {
        var harmless = style.Glyphs.Harmless(text);
        lock (_lock)
        {
            if (_talk is { } talk)
            {
                talk(tone, harmless);
            }
            else
            {
                context.Error.WriteLine(tone.Label(style.Colour) + harmless);
            }
        }
    }
}
