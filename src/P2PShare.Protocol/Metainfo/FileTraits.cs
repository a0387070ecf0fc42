namespace P2PShare.Protocol.Metainfo;

/// <summary>The attributes of a file. BEP 47, <c>attr</c>.</summary>
[Flags]
internal enum FileTraits
{
    None = 0,
    Padding = 1,
    Executable = 2,
    Hidden = 4,
    Symlink = 8,
}
