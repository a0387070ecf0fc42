using System.Buffers.Binary;
using System.IO.Compression;

namespace P2PShare.Engine.Discovery;

/// <summary>Reads the body of a response, as it is sent and as it is inflated, up to a limit each: what a tracker claims of lengths is not asked for.</summary>
internal static class BoundedBody
{
    /// <summary>Bytes, sent or inflated. As libtorrent.</summary>
    public const int MaxLength = 1024 * 1024;

    private const int FirstBuffer = 8 * 1024;

    /// <summary>The whole of a stream; null when it is longer than the limit.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[FirstBuffer];
        var length = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken);
            if (read == 0)
            {
                return buffer.AsMemory(0, length);
            }

            length += read;
            if (length > MaxLength)
            {
                return null;
            }

            if (length == buffer.Length)
            {
                // One byte more than may be, so that one too many is seen.
                Array.Resize(ref buffer, Math.Min(2 * length, MaxLength + 1));
            }
        }
    }

    /// <summary>Inflates a body that was sent as gzip; null when that is longer than the limit. Checksum and length at its end are checked.</summary>
    /// <exception cref="InvalidDataException">It is not gzip, or damaged, or cut off.</exception>
    public static async Task<ReadOnlyMemory<byte>?> InflateAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var deflated = new MemoryStream(body.ToArray(), writable: false);
        await using var inflating = new GZipStream(deflated, CompressionMode.Decompress);
        var inflated = await ReadAsync(inflating, cancellationToken);
        if (inflated is { } read && !EndsWithLength(body.Span, read.Length))
        {
            throw new InvalidDataException("The end is missing.");
        }

        return inflated;
    }

    // GZipStream takes a body that is cut off for one that has ended, and then has no checksum to check. RFC 1952, "ISIZE".
    private static bool EndsWithLength(ReadOnlySpan<byte> body, int length) =>
        body.Length > sizeof(uint) && BinaryPrimitives.ReadUInt32LittleEndian(body[^sizeof(uint)..]) == length;
}
