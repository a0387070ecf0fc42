using System.Buffers;
using System.Globalization;

namespace P2PShare.Cli.Wording;

/// <summary>Sizes, rates and durations as people write and read them.</summary>
internal static class Units
{
    private static readonly (string Suffix, long Factor)[] SizeUnits =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
        ("K", 1L << 10), ("M", 1L << 20), ("G", 1L << 30), ("T", 1L << 40),
        ("B", 1),
    ];

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    private static readonly (string Suffix, double Seconds)[] DurationUnits =
        [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400)];

    /// <summary>Reads <c>16KiB</c>, <c>1.5GB</c>, <c>4M</c> (binary) or plain bytes.</summary>
    public static bool TryParseSize(string text, out long bytes)
    {
        bytes = 0;
        var number = text.Trim();
        var factor = 1L;
        foreach (var (suffix, value) in SizeUnits)
        {
            if (number.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                number = number[..^suffix.Length].TrimEnd();
                factor = value;
                break;
            }
        }

        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) || amount > long.MaxValue / factor)
        {
            return false;
        }

        bytes = (long)(amount * factor);
        return true;
    }

    /// <summary>Reads a size, with or without <c>/s</c> behind it.</summary>
    public static bool TryParseRate(string text, out long bytesPerSecond) =>
        TryParseSize(text.EndsWith("/s", StringComparison.OrdinalIgnoreCase) ? text[..^2] : text, out bytesPerSecond);

    /// <summary>Reads <c>90s</c>, <c>10m</c>, <c>1h30m</c> or plain seconds.</summary>
    public static bool TryParseDuration(string text, out TimeSpan duration)
    {
        duration = default;
        var rest = text.AsSpan().Trim();
        var seconds = 0d;
        var any = false;
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExcept(NumberCharacters);
            var number = digits < 0 ? rest : rest[..digits];
            if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
            {
                return false;
            }

            rest = rest[number.Length..];
            var letters = rest.IndexOfAny(NumberCharacters);
            var unit = letters < 0 ? rest : rest[..letters];
            if (!TryGetSeconds(unit, isWhole: !any, out var factor))
            {
                return false;
            }

            seconds += amount * factor;
            rest = rest[unit.Length..];
            any = true;
        }

        if (!any || seconds > TimeSpan.MaxValue.TotalSeconds / 2)
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(seconds);
        return true;
    }

    /// <summary>A size for people: <c>33.2MiB</c>.</summary>
    public static string Size(long bytes)
    {
        var value = (double)bytes;
        var unit = 0;
        while (Math.Abs(value) >= 1023.95 && unit < 5)
        {
            value /= 1024;
            unit++;
        }

        var name = (string[])["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#}{name[unit]}");
    }

    /// <summary>A size for people in at most seven cells, for columns that are to stay as they are: <c>2.1MiB</c>, <c>733MiB</c>.</summary>
    public static string ShortSize(long bytes) => Size(bytes) is { Length: > 7 } longer ? longer.Remove(longer.IndexOf('.', StringComparison.Ordinal), 2) : Size(bytes);

    /// <summary>A rate for people in at most nine cells.</summary>
    public static string ShortRate(long bytesPerSecond) => ShortSize(bytesPerSecond) + "/s";

    /// <summary>A rate for people: <c>2.1MiB/s</c>.</summary>
    public static string Rate(long bytesPerSecond) => Size(bytesPerSecond) + "/s";

    /// <summary>A duration for people, its two largest units: <c>1h02m</c>.</summary>
    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalDays: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(long)duration.TotalDays}d{duration.Hours:00}h"),
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.Hours}h{duration.Minutes:00}m"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{duration.Minutes}m{duration.Seconds:00}s"),
        { TotalSeconds: >= 10 } => string.Create(CultureInfo.InvariantCulture, $"{duration.Seconds}s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, duration.TotalSeconds):0.0}s"),
    };

    private static bool TryGetSeconds(ReadOnlySpan<char> unit, bool isWhole, out double seconds)
    {
        foreach (var (suffix, value) in DurationUnits)
        {
            if (unit.Equals(suffix, StringComparison.OrdinalIgnoreCase))
            {
                seconds = value;
                return true;
            }
        }

        seconds = 1;
        return unit.IsEmpty && isWhole;
    }
}
