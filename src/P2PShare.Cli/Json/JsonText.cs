using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using P2PShare.Cli.Wording;

namespace P2PShare.Cli.Json;

/// <summary>Writes documents as JSON that is also harmless on a terminal: names stay what they are, with escapes where they must be.</summary>
internal static class JsonText
{
    private static readonly CliJson Readable = new(new JsonSerializerOptions(CliJson.Default.Options)
    {
        // Links keep their `&` and names their letters: this goes to a terminal or a program, never into HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>A document as one line.</summary>
    public static string Line(object document) =>
        EscapeInvisible(JsonSerializer.Serialize(document, document.GetType(), Readable));

    /// <summary>The encoder lets through characters of direction and other invisible ones, which can only stand inside strings.</summary>
    private static string EscapeInvisible(string json)
    {
        if (!json.EnumerateRunes().Any(rune => !Printable.IsHarmless(rune)))
        {
            return json;
        }

        var result = new StringBuilder(json.Length + 32);
        foreach (var rune in json.EnumerateRunes())
        {
            if (Printable.IsHarmless(rune))
            {
                result.Append(rune);
            }
            else
            {
                foreach (var unit in rune.ToString())
                {
                    result.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
                }
            }
        }

        return result.ToString();
    }
}
