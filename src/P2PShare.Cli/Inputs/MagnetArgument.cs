using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Inputs;

/// <summary>Reads magnet links and info-hashes as people paste them.</summary>
internal static class MagnetArgument
{
    private const int HexV1 = 40;
    private const int HexV2 = 64;
    private const int Base32V1 = 32;
    /// <summary>What to say where a link may have lost its end.</summary>
    public const string QuoteHint = "If the link was longer than that, the shell has cut it at an `&`: put it in quotes.";

    /// <summary>Whether an argument is a link, well-formed or not.</summary>
    public static bool IsLink(string argument) => argument.StartsWith("magnet:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a link.</summary>
    /// <exception cref="CommandException">It is no magnet link of a torrent.</exception>
    public static MagnetLink Parse(string text)
    {
        try
        {
            return MagnetLink.Parse(text);
        }
        catch (MetainfoException exception)
        {
            throw new CommandException(UserError.MagnetUnreadable(text, exception.Message, text.Contains('&', StringComparison.Ordinal) ? null : QuoteHint), exception);
        }
    }

    /// <summary>Reads a bare info-hash: 40 or 64 hex digits, or 32 base32 characters.</summary>
    public static bool TryParseHash(string text, out MagnetLink magnet)
    {
        var link = text.Length switch
        {
            HexV1 when text.All(char.IsAsciiHexDigit) => $"magnet:?xt=urn:btih:{text}",
            HexV2 when text.All(char.IsAsciiHexDigit) => $"magnet:?xt=urn:btmh:1220{text}",
            Base32V1 when text.All(character => char.IsAsciiLetter(character) || character is >= '2' and <= '7') => $"magnet:?xt=urn:btih:{text}",
            _ => null,
        };
        magnet = link is null ? null! : MagnetLink.Parse(link);
        return link is not null;
    }
}
