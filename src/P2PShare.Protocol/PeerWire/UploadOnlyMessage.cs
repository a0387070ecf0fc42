namespace P2PShare.Protocol.PeerWire;

/// <summary>The payload of <c>upload_only</c>, by which libtorrent says after the handshake what BEP 21 says in it.</summary>
/// <param name="IsUploadOnly">The sender downloads nothing more.</param>
public readonly record struct UploadOnlyMessage(bool IsUploadOnly)
{
    /// <summary>Bytes on the wire, behind the extension's id.</summary>
    public const int Size = 1;

    /// <summary>False when the payload has any other size.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out UploadOnlyMessage message)
    {
        message = new UploadOnlyMessage(payload.Length == Size && payload[0] != 0);
        return payload.Length == Size;
    }

    /// <summary>Writes <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> destination) => destination[0] = IsUploadOnly ? (byte)1 : (byte)0;
}
