using System.Globalization;
using System.Text;
using P2PShare.Cli.Text;

namespace P2PShare.Cli.Json;

/// <summary>Escapes what the JSON encoder lets through although a terminal would obey it.</summary>
internal static class JsonEscapes
{
    /// <summary>The same JSON with characters of direction and other invisible ones written as <c>\uXXXX</c>. They can only stand inside strings.</summary>
    public static string Invisible(string json)
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
