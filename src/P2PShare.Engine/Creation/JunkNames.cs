namespace P2PShare.Engine.Creation;

/// <summary>Names of what systems leave behind in people's folders, and of what is hidden. By name alone, so that it is the same everywhere.</summary>
internal static class JunkNames
{
    // Those of macOS begin with a dot, as hidden files do.
    private static readonly HashSet<string> Junk = new(StringComparer.OrdinalIgnoreCase)
    {
        "Thumbs.db",
        "Thumbs.db:encryptable",
        "ehthumbs.db",
        "ehthumbs_vista.db",
        "desktop.ini",
        "$RECYCLE.BIN",
        "RECYCLER",
        "System Volume Information",
        "lost+found",
        "__MACOSX",
        "@eaDir",
        "#recycle",
        "Icon\r",
    };

    /// <summary>Whether a file or folder of this name is left out unless asked for.</summary>
    public static bool Contain(string name) => name.StartsWith('.') || Junk.Contains(name);
}
