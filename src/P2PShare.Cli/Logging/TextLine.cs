using System.Globalization;
using P2PShare.Cli.Wording;
using Serilog.Events;
using Serilog.Formatting;

namespace P2PShare.Cli.Logging;

/// <summary>A log event as a line for people.</summary>
internal sealed class TextLine : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        var time = logEvent.Timestamp.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        output.WriteLine(Printable.Line($"{time} {logEvent.Level.ToString().ToLowerInvariant(),-11} {LogMessage.Of(logEvent)}"));
        foreach (var line in logEvent.Exception?.ToString().Split('\n') ?? [])
        {
            output.WriteLine(Printable.Line("  " + line.TrimEnd('\r')));
        }
    }
}
