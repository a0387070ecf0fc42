using System.Net;

namespace P2PShare.Protocol.PeerWire;

/// <summary>The extension handshake, message 0 of BEP 10. What a peer sends is bounded and clamped when read; absent keys are null or 0.</summary>
public sealed record ExtensionHandshake
{
    /// <summary>Message ids by extension name (<c>m</c>); id 0 means that the sender switched the extension off. At most 64 are kept.</summary>
    public IReadOnlyDictionary<string, byte> Messages { get; init; } = new Dictionary<string, byte>();

    /// <summary>The sender's listening port (<c>p</c>), 1 to 65535.</summary>
    public int? Port { get; init; }

    /// <summary>The sender's program (<c>v</c>), at most 128 characters.</summary>
    public string? Client { get; init; }

    /// <summary>Requests that the sender keeps for us before it drops some (<c>reqq</c>), 1 to 1,000,000.</summary>
    public int? RequestQueue { get; init; }

    /// <summary>The address under which the sender sees us (<c>yourip</c>).</summary>
    public IPAddress? YourIp { get; init; }

    /// <summary>The sender downloads nothing more (<c>upload_only</c>). BEP 21.</summary>
    public bool UploadOnly { get; init; }

    /// <summary>Bytes of the info dictionary (<c>metadata_size</c>). BEP 9. Not negative.</summary>
    public long? MetadataSize { get; init; }

    /// <summary>False when the payload is no dictionary within the bounds of BEP 10.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out ExtensionHandshake? handshake) => throw new NotImplementedException();

    /// <summary>The bencoded dictionary, without the message's id.</summary>
    public byte[] ToBytes() => throw new NotImplementedException();
}
