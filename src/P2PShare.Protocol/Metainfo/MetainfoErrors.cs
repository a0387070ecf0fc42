using P2PShare.Protocol.Bencoding;

namespace P2PShare.Protocol.Metainfo;

/// <summary>Says in the words of users what is wrong with the bencoding of a torrent.</summary>
internal static class MetainfoErrors
{
    /// <summary>The bytes are no bencoded value.</summary>
    /// <param name="error">What is wrong.</param>
    /// <param name="offset">Where the parsed bytes begin in the torrent.</param>
    public static MetainfoException NotBencoded(BencodeError error, int offset = 0) =>
        new($"not bencoded at byte {error.Offset + offset} ({error.Description})");

    /// <summary>The info dictionary could be read in two ways.</summary>
    /// <param name="error">What is irregular.</param>
    /// <param name="offset">Where the dictionary begins in the torrent.</param>
    public static MetainfoException Irregular(BencodeError error, int offset) =>
        new($"the info dictionary is not in its canonical form at byte {error.Offset + offset} ({error.Description})");
}
