using System.Buffers;
using P2PShare.Protocol.Bencoding;

namespace P2PShare.Protocol.PeerWire;

/// <summary>The payload of <c>ut_metadata</c>: a part of the info dictionary is asked for, given or refused. BEP 9.</summary>
/// <param name="Kind">What the sender does.</param>
/// <param name="Piece">Which part: <see cref="PieceLength"/> bytes each, the last one shorter. Whether it exists is the receiver's to check.</param>
/// <param name="TotalSize">Bytes of the info dictionary, where the sender says it.</param>
public readonly record struct MetadataMessage(MetadataMessageKind Kind, int Piece, long? TotalSize = null)
{
    /// <summary>Bytes of a part.</summary>
    public const int PieceLength = 16 * 1024;

    private static readonly BencodeOptions Bounds = new() { MaxDepth = 4, MaxTokens = 64, AllowTrailingBytes = true };

    /// <summary>Reads a message. False when it is no dictionary with a kind and a part that a number can name.</summary>
    /// <param name="payload">What follows the extension's id.</param>
    /// <param name="message">The message; of an unknown kind where it is to be ignored.</param>
    /// <param name="data">What follows the dictionary: the part itself, where it is given.</param>
    public static bool TryRead(ReadOnlyMemory<byte> payload, out MetadataMessage message, out ReadOnlyMemory<byte> data)
    {
        message = default;
        data = default;
        if (!BencodeDocument.TryParse(payload, Bounds, out var document, out _)
            || document.Root.Kind != BencodeKind.Dictionary
            || !document.Root.TryGetInteger("msg_type"u8, out var kind)
            || !document.Root.TryGetInteger("piece"u8, out var piece)
            || piece is < 0 or > int.MaxValue)
        {
            return false;
        }

        var known = kind is >= (long)MetadataMessageKind.Request and <= (long)MetadataMessageKind.Reject;
        long? size = document.Root.TryGetInteger("total_size"u8, out var total) ? total : null;
        message = new MetadataMessage(known ? (MetadataMessageKind)kind : MetadataMessageKind.Unknown, (int)piece, size);
        data = payload[document.Length..];
        return true;
    }

    /// <summary>The message, and behind it the part that is given. The caller owns the array.</summary>
    public byte[] ToBytes(ReadOnlySpan<byte> data = default)
    {
        var output = new ArrayBufferWriter<byte>(64 + data.Length);
        var writer = new BencodeWriter(output);
        writer.BeginDictionary();
        writer.Write("msg_type"u8, (long)Kind);
        writer.Write("piece"u8, Piece);
        if (TotalSize is { } size)
        {
            writer.Write("total_size"u8, size);
        }

        writer.End();
        output.Write(data);
        return output.WrittenSpan.ToArray();
    }
}

/// <summary>What a <see cref="MetadataMessage"/> does. BEP 9, <c>msg_type</c>.</summary>
public enum MetadataMessageKind
{
    /// <summary>None that BEP 9 knows; to be ignored.</summary>
    Unknown = -1,

    /// <summary>A part is asked for.</summary>
    Request = 0,

    /// <summary>A part is given.</summary>
    Data = 1,

    /// <summary>A part is refused.</summary>
    Reject = 2,
}
