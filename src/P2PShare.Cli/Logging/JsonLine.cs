using System.Globalization;
using System.Text;
using System.Text.Json;
using P2PShare.Cli.Json;
using Serilog.Events;
using Serilog.Formatting;

namespace P2PShare.Cli.Logging;

/// <summary>A log event as a line of JSON: time, level, message, and the event's own properties.</summary>
internal sealed class JsonLine : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time", TorrentDocuments.Moment(logEvent.Timestamp));
            json.WriteString("level", logEvent.Level.ToString().ToLowerInvariant());
            json.WriteString("message", LogMessage.Of(logEvent));
            foreach (var (name, value) in logEvent.Properties)
            {
                json.WriteString(JsonNamingPolicy.SnakeCaseLower.ConvertName(name), Plain(value));
            }

            if (logEvent.Exception is { } exception)
            {
                json.WriteString("exception", exception.ToString());
            }

            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    private static string Plain(LogEventPropertyValue value) => value is ScalarValue { Value: var scalar }
        ? Convert.ToString(scalar, CultureInfo.InvariantCulture) ?? ""
        : value.ToString(format: null, CultureInfo.InvariantCulture);
}
