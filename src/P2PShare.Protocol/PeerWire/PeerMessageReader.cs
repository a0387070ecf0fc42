using System.Buffers.Binary;

namespace P2PShare.Protocol.PeerWire;

/// <summary>
/// Cuts the byte stream after the handshake into messages and calls the handler for each. Push style: bytes go in as they arrive, in any
/// portions. Blocks are passed on in parts and never buffered here; a message that lies whole in the input is passed on where it lies;
/// one that is cut at the input's end is buffered only after its length is checked. Not thread-safe.
/// </summary>
public sealed class PeerMessageReader
{
    /// <summary>Longest message accepted, in bytes after the length prefix: 1 MiB.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>Longest block accepted, in bytes: 128 KiB.</summary>
    public const int MaxBlockLength = 128 * 1024;

    /// <summary>Longest bitfield accepted, in bytes: 256 KiB, or 2,097,152 pieces. For a torrent whose number of pieces is not known yet.</summary>
    public const int MaxBitfieldLength = 256 * 1024;

    /// <summary>Most hashes accepted in one <c>hashes</c> message: 512 of the base layer and one uncle for each of 64 layers. BEP 52.</summary>
    public const int MaxHashes = 512 + 64;

    /// <summary>Messages of unknown kinds that are skipped before a session is given up. Extensions have BEP 10; honest peers send next to none.</summary>
    public const int MaxUnknownMessages = 64;

    private readonly int _maxBitfieldLength;
    private readonly PartialMessage _partial = new();
    private PeerReadStatus _status;
    private int _unknownMessages;
    private int _bytesToSkip;
    private BlockInTransit _block;

    /// <summary>For a torrent whose bitfield has at most <paramref name="maxBitfieldLength"/> bytes, 0 to <see cref="MaxBitfieldLength"/>.</summary>
    public PeerMessageReader(int maxBitfieldLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBitfieldLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxBitfieldLength, MaxBitfieldLength);
        _maxBitfieldLength = maxBitfieldLength;
    }

    /// <summary>Whether a message has begun whose end has not been read.</summary>
    public bool IsInsideMessage => _partial.Count > 0 || _bytesToSkip > 0 || _block.Remaining > 0;

    internal int BufferedCapacity => _partial.Capacity;

    /// <summary>Takes all of <paramref name="input"/>. After anything but <see cref="PeerReadStatus.Ok"/> the session is to be closed; nothing more is read.</summary>
    public PeerReadStatus Read(ReadOnlySpan<byte> input, IPeerMessageHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        while (!input.IsEmpty && _status == PeerReadStatus.Ok)
        {
            var taken =
                _block.Remaining > 0 ? PassOnBlock(input, handler)
                : _bytesToSkip > 0 ? Skip(input)
                : _partial.Count > 0 ? TakeRest(input, handler)
                : Take(input, handler);
            input = input[taken..];
        }

        return _status;
    }

    private int PassOnBlock(ReadOnlySpan<byte> input, IPeerMessageHandler handler)
    {
        var part = input[..Math.Min(input.Length, _block.Remaining)];
        var offset = _block.Offset;
        _block.Offset += part.Length;
        handler.OnBlock(_block.Piece, _block.Begin, _block.Length, offset, part);
        return part.Length;
    }

    private int Skip(ReadOnlySpan<byte> input)
    {
        var count = Math.Min(input.Length, _bytesToSkip);
        _bytesToSkip -= count;
        return count;
    }

    private int Take(ReadOnlySpan<byte> input, IPeerMessageHandler handler)
    {
        var needed = Measure(input);
        if (input.Length >= needed)
        {
            Deliver(input[..needed], handler);
            return needed;
        }

        if (_status == PeerReadStatus.Ok)
        {
            _partial.Append(input);
        }

        return input.Length;
    }

    private int TakeRest(ReadOnlySpan<byte> input, IPeerMessageHandler handler)
    {
        var count = Math.Min(input.Length, Measure(_partial.Bytes) - _partial.Count);
        _partial.Append(input[..count]);
        if (_partial.Count >= Measure(_partial.Bytes))
        {
            Deliver(_partial.Bytes, handler);
            _partial.Clear();
        }

        return count;
    }

    /// <summary>
    /// How many bytes make the message in front complete, as far as what is there tells; more than is there when it does not. A block's or an
    /// unknown message's first bytes count as complete: the rest is not collected. Beyond every length, and the status set, for a refused length.
    /// </summary>
    private int Measure(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < PeerMessageLayout.PrefixSize)
        {
            return PeerMessageLayout.PrefixSize;
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        if (length == 0)
        {
            return PeerMessageLayout.PrefixSize;
        }

        if (length > MaxLength)
        {
            return Refuse(PeerReadStatus.TooLong);
        }

        if (bytes.Length == PeerMessageLayout.PrefixSize)
        {
            return PeerMessageLayout.PrefixSize + 1;
        }

        var id = bytes[PeerMessageLayout.PrefixSize];
        return PeerMessageLayout.Allows(id, (int)length, _maxBitfieldLength) switch
        {
            null => PeerMessageLayout.PrefixSize + 1,
            false => Refuse(PeerReadStatus.WrongLength),
            true when id == PeerMessageId.Piece => PeerMessageWriter.BlockHeaderSize,
            true => PeerMessageLayout.PrefixSize + (int)length,
        };
    }

    private int Refuse(PeerReadStatus status)
    {
        _status = status;
        return int.MaxValue;
    }

    private void Deliver(ReadOnlySpan<byte> message, IPeerMessageHandler handler)
    {
        if (message.Length == PeerMessageLayout.PrefixSize)
        {
            handler.OnKeepAlive();
            return;
        }

        var id = message[PeerMessageLayout.PrefixSize];
        var payload = message[(PeerMessageLayout.PrefixSize + 1)..];
        if (id == PeerMessageId.Piece)
        {
            _block = BlockInTransit.Begun(message);
        }
        else if (!PeerMessageDispatcher.TryDispatch(id, payload, handler))
        {
            _bytesToSkip = (int)PeerMessageLayout.ReadUInt32(message, 0) - 1;
            _status = ++_unknownMessages > MaxUnknownMessages ? PeerReadStatus.TooManyUnknown : PeerReadStatus.Ok;
        }
    }

    private struct BlockInTransit
    {
        public uint Piece;
        public uint Begin;
        public int Length;
        public int Offset;

        public readonly int Remaining => Length - Offset;

        public static BlockInTransit Begun(ReadOnlySpan<byte> header) => new()
        {
            Piece = PeerMessageLayout.ReadUInt32(header, PeerMessageLayout.PrefixSize + 1),
            Begin = PeerMessageLayout.ReadUInt32(header, PeerMessageLayout.PrefixSize + 1 + sizeof(uint)),
            Length = (int)PeerMessageLayout.ReadUInt32(header, 0) - (PeerMessageWriter.BlockHeaderSize - PeerMessageLayout.PrefixSize),
        };
    }
}
