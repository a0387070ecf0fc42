using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace P2PShare.Protocol.Hashing;

/// <summary>Several messages being hashed at once, each of which comes in parts of any length. By one caller at a time; takes no memory once it is made.</summary>
internal abstract class LaneHash
{
    /// <summary>Messages at once.</summary>
    public abstract int Lanes { get; }

    /// <summary>Takes the next part of each message.</summary>
    /// <param name="parts">For each lane where its part lies. Overwritten.</param>
    /// <param name="lengths">For each lane how many bytes: 0 for a lane that is not used. Overwritten.</param>
    public abstract unsafe void Append(byte** parts, int* lengths);

    /// <summary>Ends the first messages, as many as there is room for their hashes, forgets the others, and begins with new ones.</summary>
    public abstract void Finish(Span<byte> hashes);
}

/// <inheritdoc/>
internal sealed unsafe class LaneHash<TKernel> : LaneHash
    where TKernel : struct, IHashKernel
{
    // Room for the rest of a message with what is added to its end: one block or two.
    private const int TailLength = 2 * HashBlock.Size;
    private const byte EndMark = 0x80;

    // Pinned.
    private readonly uint[] _state = GC.AllocateArray<uint>(TKernel.Start.Length * TKernel.Lanes, pinned: true);
    private readonly byte[] _tails = GC.AllocateArray<byte>(TailLength * TKernel.Lanes, pinned: true);

    private readonly uint[] _idle = new uint[TKernel.Start.Length * TKernel.Lanes];
    private readonly int[] _pending = new int[TKernel.Lanes];
    private readonly long[] _lengths = new long[TKernel.Lanes];

    public LaneHash() => Begin();

    /// <inheritdoc/>
    public override int Lanes => TKernel.Lanes;

    /// <inheritdoc/>
    public override void Append(byte** parts, int* lengths)
    {
        for (var lane = 0; lane < TKernel.Lanes; lane++)
        {
            _lengths[lane] += lengths[lane];
        }

        while (CompressCommon(parts, lengths))
        {
        }

        for (var lane = 0; lane < TKernel.Lanes; lane++)
        {
            // Less than a block: what a pending one lacked was taken before.
            new ReadOnlySpan<byte>(parts[lane], lengths[lane]).CopyTo(new Span<byte>(Tail(lane) + _pending[lane], HashBlock.Size));
            _pending[lane] += lengths[lane];
        }
    }

    /// <inheritdoc/>
    public override void Finish(Span<byte> hashes)
    {
        var parts = stackalloc byte*[TKernel.Lanes];
        var lengths = stackalloc int[TKernel.Lanes];
        var size = TKernel.Start.Length * sizeof(uint);
        for (var lane = 0; lane < TKernel.Lanes; lane++)
        {
            parts[lane] = Tail(lane);
            lengths[lane] = lane * size < hashes.Length ? EndTail(lane) : 0;
            _pending[lane] = 0;
        }

        while (CompressCommon(parts, lengths))
        {
        }

        for (var word = 0; word < hashes.Length / sizeof(uint); word++)
        {
            var (lane, number) = Math.DivRem(word, TKernel.Start.Length);
            BinaryPrimitives.WriteUInt32BigEndian(hashes[(word * sizeof(uint))..], _state[(number * TKernel.Lanes) + lane]);
        }

        Begin();
    }

    private void Begin()
    {
        for (var i = 0; i < _state.Length; i++)
        {
            _state[i] = TKernel.Start[i / TKernel.Lanes];
        }

        Array.Clear(_pending);
        Array.Clear(_lengths);
    }

    /// <summary>Compresses as many blocks as all lanes have that have any; moves the parts on. False when no lane has a block.</summary>
    private bool CompressCommon(byte** parts, int* lengths)
    {
        var blocks = int.MaxValue;
        var runs = stackalloc byte*[TKernel.Lanes];
        var counts = stackalloc int[TKernel.Lanes];
        byte* any = null;
        var hasIdle = false;
        for (var lane = 0; lane < TKernel.Lanes; lane++)
        {
            runs[lane] = parts[lane];
            counts[lane] = lengths[lane] / HashBlock.Size;
            if (_pending[lane] > 0)
            {
                counts[lane] = FillPending(lane, parts, lengths) ? 1 : 0;
                runs[lane] = Tail(lane);
            }

            hasIdle |= counts[lane] == 0;
            if (counts[lane] > 0)
            {
                any = runs[lane];
                blocks = Math.Min(blocks, counts[lane]);
            }
        }

        if (any is null)
        {
            return false;
        }

        Compress(runs, counts, blocks, hasIdle ? any : null);
        for (var lane = 0; lane < TKernel.Lanes; lane++)
        {
            if (counts[lane] > 0 && _pending[lane] > 0)
            {
                _pending[lane] = 0;
            }
            else if (counts[lane] > 0)
            {
                parts[lane] += blocks * HashBlock.Size;
                lengths[lane] -= blocks * HashBlock.Size;
            }
        }

        return true;
    }

    // Lanes without a block go along over any bytes, and get their state back.
    private void Compress(byte** runs, int* counts, int blocks, byte* any)
    {
        var state = (uint*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_state));
        if (any is null)
        {
            TKernel.Compress(state, runs, blocks);
            return;
        }

        _state.CopyTo(_idle, 0);
        for (var lane = 0; lane < TKernel.Lanes; lane++)
        {
            runs[lane] = counts[lane] == 0 ? any : runs[lane];
        }

        TKernel.Compress(state, runs, blocks);
        for (var i = 0; i < _state.Length; i++)
        {
            _state[i] = counts[i % TKernel.Lanes] == 0 ? _idle[i] : _state[i];
        }
    }

    private bool FillPending(int lane, byte** parts, int* lengths)
    {
        var taken = Math.Min(HashBlock.Size - _pending[lane], lengths[lane]);
        new ReadOnlySpan<byte>(parts[lane], taken).CopyTo(new Span<byte>(Tail(lane) + _pending[lane], taken));
        _pending[lane] += taken;
        parts[lane] += taken;
        lengths[lane] -= taken;
        return _pending[lane] == HashBlock.Size;
    }

    /// <summary>Writes what ends a message behind its last bytes; how many bytes that makes.</summary>
    private int EndTail(int lane)
    {
        var tail = new Span<byte>(Tail(lane), TailLength);
        var length = _pending[lane] + 1 + sizeof(ulong) <= HashBlock.Size ? HashBlock.Size : TailLength;
        tail[_pending[lane]] = EndMark;
        tail[(_pending[lane] + 1)..].Clear();
        BinaryPrimitives.WriteInt64BigEndian(tail[(length - sizeof(ulong))..], _lengths[lane] * 8);
        return length;
    }

    private byte* Tail(int lane) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_tails)) + (lane * TailLength);
}
