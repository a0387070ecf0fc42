namespace P2PShare.Protocol.Metainfo;

/// <summary>A path that may be made, and how it came about.</summary>
/// <param name="Text">Components joined by <c>/</c>.</param>
/// <param name="Original">As the torrent spells it, where that differs and could lie on a POSIX file system; else null.</param>
/// <param name="IsRenamed">Whether it differs from what the torrent spells.</param>
internal readonly record struct SafePath(string Text, string? Original, bool IsRenamed);
