namespace P2PShare.Engine.Storage;

/// <summary>A run of bytes in the space of pieces that lies in one place.</summary>
/// <param name="File">Where; null for what is stored nowhere.</param>
/// <param name="Position">The first byte's place in the file.</param>
/// <param name="Length">Bytes.</param>
/// <param name="IsZero">Padding, or the gap behind a v2 file: zeros by definition. Else, without a file: unwanted bytes that are not kept.</param>
internal readonly record struct Segment(StoredFile? File, long Position, long Length, bool IsZero);
