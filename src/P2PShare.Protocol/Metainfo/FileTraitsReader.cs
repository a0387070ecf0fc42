using P2PShare.Protocol.Bencoding;

namespace P2PShare.Protocol.Metainfo;

/// <summary>Reads <c>attr</c>. Letters that nobody has defined are ignored, as BEP 47 says.</summary>
internal static class FileTraitsReader
{
    public static FileTraits Read(BencodeValue file)
    {
        var traits = FileTraits.None;
        file.TryGetString("attr"u8, out ReadOnlySpan<byte> letters);
        foreach (var letter in letters)
        {
            traits |= letter switch
            {
                (byte)'p' => FileTraits.Padding,
                (byte)'x' => FileTraits.Executable,
                (byte)'h' => FileTraits.Hidden,
                (byte)'l' => FileTraits.Symlink,
                _ => FileTraits.None,
            };
        }

        return traits;
    }
}
