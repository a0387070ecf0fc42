using System.Globalization;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace P2PShare.Cli.Logging;

/// <summary>Renders the message of a log event, its texts without quotation marks.</summary>
internal static class LogMessage
{
    private static readonly MessageTemplateTextFormatter Format = new("{Message:lj}", CultureInfo.InvariantCulture);

    /// <summary>The message, as it is.</summary>
    public static string Of(LogEvent logEvent)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Format.Format(logEvent, text);
        return text.ToString();
    }
}
