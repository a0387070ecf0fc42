using System.Runtime.CompilerServices;

namespace P2PShare.Protocol.PeerWire;

/// <summary>The 20 bytes by which a program names itself in a swarm. BEP 20.</summary>
public readonly record struct PeerId
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 20;

    /// <summary>Random bytes in an id that <see cref="Create"/> makes.</summary>
    public const int RandomSize = 12;

    private readonly Storage _bytes;

    /// <summary>Copies the id out of <paramref name="bytes"/>, which is exactly <see cref="Size"/> long.</summary>
    public PeerId(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        bytes.CopyTo(_bytes);
    }

    private static ReadOnlySpan<byte> Prefix => "-P20100-"u8;

    /// <summary>
    /// The id of this program: <c>-P20100-</c>, in Azureus' style a client code and version 0.1.0, and <see cref="RandomSize"/> random bytes.
    /// The code <c>P2</c> is in neither BEP 20's list nor libtorrent's.
    /// </summary>
    public static PeerId Create(ReadOnlySpan<byte> random)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(random.Length, RandomSize);
        return new PeerId([.. Prefix, .. random]);
    }

    /// <summary>Writes the id to the first <see cref="Size"/> bytes of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination) => ((ReadOnlySpan<byte>)_bytes).CopyTo(destination);

    /// <inheritdoc/>
    public bool Equals(PeerId other) => ((ReadOnlySpan<byte>)other._bytes).SequenceEqual(_bytes);

    /// <inheritdoc/>
    public override int GetHashCode() => Unsafe.ReadUnaligned<int>(in _bytes[Size - sizeof(int)]);

    /// <summary>Printable ASCII as it is, other bytes as <c>%XX</c>.</summary>
    public override string ToString()
    {
        var text = new System.Text.StringBuilder(Size);
        foreach (var value in (ReadOnlySpan<byte>)_bytes)
        {
            _ = value is > 0x20 and < 0x7f and not (byte)'%' ? text.Append((char)value) : text.Append('%').Append(value.ToString("X2", null));
        }

        return text.ToString();
    }

    [InlineArray(Size)]
    private struct Storage
    {
        private byte _first;
    }
}
