using P2PShare.Cli.Json;
using P2PShare.Cli.Text;

namespace P2PShare.Cli;

/// <summary>The one printer: data to standard output, talk to standard error, everything harmless for a terminal. May be used from any thread.</summary>
internal sealed class CommandOutput(CommandContext context, OutputStyle style)
{
    private readonly Lock _lock = new();

    /// <summary>How to print.</summary>
    public OutputStyle Style => style;

    /// <summary>A line of data for people; nothing with <c>--json</c>.</summary>
    public void Data(string line)
    {
        if (!style.Json)
        {
            Write(context.Output, Printable.Line(line));
        }
    }

    /// <summary>A line of JSON; nothing without <c>--json</c>. Flushed at once.</summary>
    public void Document(object document)
    {
        if (style.Json)
        {
            Write(context.Output, CliJson.Line(document));
            context.Output.Flush();
        }
    }

    /// <summary>Documents as one: the document itself where one thing was asked for, a list where several were.</summary>
    public void Documents(IReadOnlyList<object> documents, bool asList)
    {
        if (style.Json)
        {
            Write(context.Output, asList ? $"[{string.Join(",", documents.Select(CliJson.Line))}]" : CliJson.Line(documents[0]));
            context.Output.Flush();
        }
    }

    /// <summary>A line of talk; nothing with <c>--quiet</c>.</summary>
    public void Say(string line)
    {
        if (!style.Quiet)
        {
            Write(context.Error, Printable.Line(line));
        }
    }

    /// <summary>A warning; nothing with <c>--quiet</c>.</summary>
    public void Warn(string sentence)
    {
        if (!style.Quiet)
        {
            Write(context.Error, Label("warning", "33") + Printable.Line(sentence));
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
        Write(context.Error, Label("error", "31") + Printable.Line(error.Message));
        if (error.Hint is { } hint)
        {
            Write(context.Error, Label("hint", "36") + Printable.Line(hint));
        }
    }

    /// <summary>A failure's details, for <c>-vv</c> only.</summary>
    public void Trace(Exception exception)
    {
        if (style.Verbosity >= 2)
        {
            foreach (var line in exception.ToString().Split('\n'))
            {
                Write(context.Error, Printable.Line(line.TrimEnd('\r')));
            }
        }
    }

    /// <summary>An error as an object.</summary>
    public static ErrorEvent ErrorDocument(UserError error, string? torrent = null) =>
        new((int)error.Code, error.Kind, error.Message, error.Hint) { Torrent = torrent };

    private string Label(string word, string colour) => style.Colour ? $"\e[1;{colour}m{word}:\e[0m " : word + ": ";

    private void Write(TextWriter writer, string line)
    {
        lock (_lock)
        {
            writer.WriteLine(line);
        }
    }
}
