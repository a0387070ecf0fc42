namespace P2PShare.Cli.Inputs;

/// <summary>Recognises what people hand over in place of a torrent.</summary>
internal static class NotATorrent
{
    /// <summary>The cause and a way out; null where it may be a torrent.</summary>
    public static (string Cause, string? Hint)? Explain(ReadOnlySpan<byte> bytes)
    {
        var text = bytes.TrimStart(" \t\r\n"u8);
        if (text.StartsWith((byte[])[0xEF, 0xBB, 0xBF]))
        {
            text = text[3..];
        }

        if (text.IsEmpty)
        {
            return ("it is empty", null);
        }

        if (text[0] == (byte)'<')
        {
            return ("it is a web page, not a torrent", "The address may lead to a page about the torrent; look there for the link to the torrent itself.");
        }

        if (text.StartsWith("magnet:"u8))
        {
            return ("it holds a magnet link, not a torrent", "Pass the link itself, in quotes, or the file with `--files-from`.");
        }

        if (bytes.StartsWith((byte[])[0x1F, 0x8B]))
        {
            return ("it is compressed with gzip", "Unpack it first: `gzip -dc FILE | p2pshare show -`.");
        }

        return null;
    }
}
