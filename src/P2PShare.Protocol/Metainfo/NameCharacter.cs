using System.Text;

namespace P2PShare.Protocol.Metainfo;

/// <summary>Says which characters a file's name may have.</summary>
internal static class NameCharacter
{
    internal enum Verdict
    {
        /// <summary>As it is.</summary>
        Keep,

        /// <summary>An underscore in its place: it means something to a terminal or a file system.</summary>
        Replace,

        /// <summary>Nothing in its place: it is invisible, and serves to make one name look like another.</summary>
        Drop,
    }

    public static Verdict Judge(Rune rune) => rune.Value switch
    {
        // C0 controls, DEL and C1 controls.
        < 0x20 or (>= 0x7F and <= 0x9F) => Verdict.Replace,
        '<' or '>' or ':' or '"' or '|' or '?' or '*' or '/' or '\\' => Verdict.Replace,

        // Line and paragraph separators.
        0x2028 or 0x2029 => Verdict.Replace,

        // Arabic letter mark; zero-width characters and direction marks; embeddings and overrides; word joiner and invisible operators;
        // isolates; byte order mark.
        0x061C or (>= 0x200B and <= 0x200F) or (>= 0x202A and <= 0x202E) => Verdict.Drop,
        (>= 0x2060 and <= 0x2064) or (>= 0x2066 and <= 0x2069) or 0xFEFF => Verdict.Drop,
        _ => Verdict.Keep,
    };
}
