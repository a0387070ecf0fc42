using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using P2PShare.Protocol.Bencoding;

namespace P2PShare.Protocol.PeerWire;

/// <summary>The extension handshake, message 0 of BEP 10. What a peer sends is bounded and clamped when read; absent keys are null or 0.</summary>
public sealed record ExtensionHandshake
{
    /// <summary>Longest payload that is read, in bytes: 16 KiB. Honest ones have a few hundred.</summary>
    public const int MaxSize = 16 * 1024;

    /// <summary>Most entries of <see cref="Messages"/> that are kept.</summary>
    public const int MaxMessages = 64;

    /// <summary>Most characters of <see cref="Client"/> that are kept.</summary>
    public const int MaxClientLength = 128;

    /// <summary>Largest <see cref="RequestQueue"/>; more is read as this.</summary>
    public const int MaxRequestQueue = 1_000_000;

    private static readonly BencodeOptions Bounds = new() { MaxDepth = 16, MaxTokens = 1024, AllowTrailingBytes = true };

    /// <summary>Message ids by extension name (<c>m</c>); id 0 means that the sender switched the extension off. At most <see cref="MaxMessages"/> are kept, the first of two alike.</summary>
    public IReadOnlyDictionary<string, byte> Messages { get; init; } = new Dictionary<string, byte>();

    /// <summary>The sender's listening port (<c>p</c>), 1 to 65535.</summary>
    public int? Port { get; init; }

    /// <summary>The sender's program (<c>v</c>), at most <see cref="MaxClientLength"/> characters, as it came: escape it where it is shown.</summary>
    public string? Client { get; init; }

    /// <summary>Requests that the sender keeps for us before it drops some (<c>reqq</c>), 1 to 1,000,000.</summary>
    public int? RequestQueue { get; init; }

    /// <summary>The address under which the sender sees us (<c>yourip</c>).</summary>
    public IPAddress? YourIp { get; init; }

    /// <summary>The sender downloads nothing more (<c>upload_only</c>). BEP 21.</summary>
    public bool UploadOnly { get; init; }

    /// <summary>Bytes of the info dictionary (<c>metadata_size</c>). BEP 9. Not negative.</summary>
    public long? MetadataSize { get; init; }

    /// <summary>False when the payload is longer than <see cref="MaxSize"/>, is no bencoded dictionary, or is one too deep or with too many values.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, [NotNullWhen(true)] out ExtensionHandshake? handshake)
    {
        handshake = null;
        if (payload.Length > MaxSize
            || !BencodeDocument.TryParse(payload.ToArray(), Bounds, out var document, out _)
            || document.Root.Kind != BencodeKind.Dictionary)
        {
            return false;
        }

        handshake = ExtensionHandshakeFields.Read(document.Root);
        return true;
    }

    /// <summary>The bencoded dictionary, without the message's id. The caller owns the array.</summary>
    public byte[] ToBytes()
    {
        var output = new ArrayBufferWriter<byte>();
        ExtensionHandshakeFields.Write(this, new BencodeWriter(output));
        return output.WrittenSpan.ToArray();
    }
}
