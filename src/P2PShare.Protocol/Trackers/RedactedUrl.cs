using System.Text;

namespace P2PShare.Protocol.Trackers;

/// <summary>
/// A URL with its secrets hidden. Private trackers put a passkey into the path or the query, under names of their own: so every value of a query
/// is taken for one, and every part of a path that is long or mixes in digits.
/// </summary>
internal sealed class RedactedUrl
{
    private const string Hidden = "***";
    private const int LongPart = 16;
    private const int LongMixedPart = 8;

    // A shorter one hides nothing worth hiding, and would take letters out of words.
    private const int ShortestSecretInText = 4;

    private readonly List<string> _secrets = [];

    public RedactedUrl(string url)
    {
        var authority = url.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? scheme + 3 : 0;
        var path = IndexFrom(url, authority, '/', '?', '#');
        var query = IndexFrom(url, path, '?', '#');
        var fragment = IndexFrom(url, query, '#');
        var text = new StringBuilder();
        text.Append(url, 0, authority).Append(WithoutUser(url[authority..path]));
        text.Append(string.Join('/', url[path..query].Split('/').Select(HidePart)));
        if (query < fragment)
        {
            text.Append('?').Append(string.Join('&', url[(query + 1)..fragment].Split('&').Select(HideValue)));
        }

        Text = TrackerText.Clean(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>The URL without its secrets, escaped and shortened.</summary>
    public string Text { get; }

    /// <summary>A text in which the secrets may stand, without them.</summary>
    public string Hide(string message) =>
        _secrets.Aggregate(message, static (text, secret) => text.Replace(secret, Hidden, StringComparison.OrdinalIgnoreCase));

    private static int IndexFrom(string text, int start, params ReadOnlySpan<char> stops) =>
        text.AsSpan(start).IndexOfAny(stops) is >= 0 and var index ? start + index : text.Length;

    private static string WithoutUser(string authority) => authority[(authority.LastIndexOf('@') + 1)..];

    private string HidePart(string part)
    {
        var looksSecret = !part.StartsWith("announce", StringComparison.OrdinalIgnoreCase)
            && (part.Length >= LongPart || (part.Length >= LongMixedPart && part.Any(char.IsAsciiDigit)));
        return looksSecret ? Remember(part) : part;
    }

    private string HideValue(string parameter)
    {
        var value = parameter.IndexOf('=') + 1;
        return value == parameter.Length ? parameter : parameter[..value] + Remember(parameter[value..]);
    }

    private string Remember(string secret)
    {
        foreach (var form in new[] { secret, Uri.UnescapeDataString(secret) }.Where(static form => form.Length >= ShortestSecretInText).Distinct())
        {
            _secrets.Add(form);
        }

        return Hidden;
    }
}
