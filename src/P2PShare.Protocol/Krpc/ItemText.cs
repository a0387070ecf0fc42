using System.Buffers;
using System.Globalization;
using System.Text;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Protocol.Krpc;

/// <summary>What names an item and what is signed of it. BEP 44, "signature verification".</summary>
public static class ItemText
{
    /// <summary>Where an immutable item is: the SHA-1 of its encoded value.</summary>
    public static NodeId TargetOf(ReadOnlySpan<byte> value) => NodeId.Of(Sha1Hash.Of(value));

    /// <summary>Where a mutable item is: the SHA-1 of its public key and salt.</summary>
    public static NodeId TargetOf(ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt)
    {
        var output = new ArrayBufferWriter<byte>(key.Length + salt.Length + 1);
        output.Write(key);
        output.Write(salt);
        return NodeId.Of(Sha1Hash.Of(output.WrittenSpan));
    }

    /// <summary>The bytes that a mutable item's signature is of. The value is taken as it is encoded.</summary>
    public static byte[] Signed(ReadOnlySpan<byte> salt, long sequence, ReadOnlySpan<byte> value)
    {
        var output = new ArrayBufferWriter<byte>(salt.Length + value.Length + 48);
        if (!salt.IsEmpty)
        {
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"4:salt{salt.Length}:"), output);
            output.Write(salt);
        }

        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"3:seqi{sequence}e1:v"), output);
        output.Write(value);
        return output.WrittenSpan.ToArray();
    }
}
