namespace P2PShare.Engine.Torrents;

/// <summary>How far one file of a torrent is. Padding is no file.</summary>
/// <param name="Index">Its place among the torrent's files, from 0.</param>
/// <param name="Path">Where it lies below the torrent's folder, components joined by <c>/</c>; of a single-file torrent the name.</param>
/// <param name="Length">Bytes.</param>
/// <param name="BytesDone">Bytes of it in pieces that are here and checked.</param>
/// <param name="IsWanted">Whether it is to be got.</param>
public sealed record FileSnapshot(int Index, string Path, long Length, long BytesDone, bool IsWanted);
