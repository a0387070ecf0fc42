using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace P2PShare.Protocol.Hashing;

/// <summary>
/// Hashes several messages of one length at once, each in a lane of a vector. Their length is a multiple of 64 bytes, as that of whole pieces and
/// blocks is: all messages end alike. By one thread at a time; holds nothing that is to be disposed, and takes no memory once it is made.
/// </summary>
public sealed unsafe class LaneHasher
{
    /// <summary>Bytes that are compressed in one go: what a message's parts are multiples of.</summary>
    public const int BlockLength = 64;

    /// <summary>What vectors in memory are aligned to: one that lies in two lines of the cache takes twice as long.</summary>
    internal const int Alignment = 64;

    /// <summary>Most lanes on any machine.</summary>
    internal const int MaxLanes = 16;

    private const byte EndMark = 0x80;

    private readonly HashKernel _kernel;

    // The block that ends all messages, and behind it the state. Pinned.
    private readonly byte[] _memory;

    private long _length;

    /// <summary>A hasher, with no message begun.</summary>
    /// <param name="kind">Which hash.</param>
    /// <param name="lanes">Messages at once: 8 or 16, both of which need AVX2.</param>
    public LaneHasher(HashKind kind, int lanes)
        : this(HashKernel.Of(kind, lanes))
    {
    }

    internal LaneHasher(HashKernel kernel)
    {
        _kernel = kernel;
        _memory = GC.AllocateArray<byte>(Alignment + BlockLength + (kernel.Start.Length * sizeof(uint) * kernel.Lanes), pinned: true);
        fixed (byte* memory = _memory)
        {
            Begin(StateIn(memory));
        }
    }

    /// <summary>Messages at once.</summary>
    public int Lanes => _kernel.Lanes;

    /// <summary>Bytes of a hash.</summary>
    public int HashLength => _kernel.Start.Length * sizeof(uint);

    /// <summary>Takes the next part of each message.</summary>
    /// <param name="parts">A part for each lane, the first bytes of two of them <paramref name="stride"/> apart.</param>
    /// <param name="stride">Bytes; best no multiple of 4 KiB, since the lanes would push each other out of the core's first cache.</param>
    /// <param name="length">Bytes of each part: a multiple of 64.</param>
    public void Append(ReadOnlySpan<byte> parts, int stride, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(((Lanes - 1) * stride) + length, parts.Length, nameof(length));
        var places = stackalloc byte*[MaxLanes];
        fixed (byte* first = parts)
        {
            for (var lane = 0; lane < Lanes; lane++)
            {
                places[lane] = first + ((long)lane * stride);
            }

            Append(places, length);
        }
    }

    /// <summary>Takes the next part of each message, wherever they lie.</summary>
    /// <param name="parts">Parts of one length, a multiple of 64 bytes: one for each message, as many as there are lanes or fewer.</param>
    public void Append(ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parts.Length, Lanes, nameof(parts));
        var places = stackalloc byte*[MaxLanes];
        var pins = default(Pins);
        try
        {
            for (var lane = 0; lane < parts.Length; lane++)
            {
                ArgumentOutOfRangeException.ThrowIfNotEqual(parts[lane].Length, parts[0].Length, nameof(parts));
                pins[lane] = parts[lane].Pin();
                places[lane] = (byte*)pins[lane].Pointer;
            }

            // Lanes that are left over go along with the first message.
            for (var lane = parts.Length; lane < Lanes; lane++)
            {
                places[lane] = places[0];
            }

            Append(places, parts[0].Length);
        }
        finally
        {
            for (var lane = 0; lane < parts.Length; lane++)
            {
                pins[lane].Dispose();
            }
        }
    }

    /// <summary>Ends all messages and begins with new ones.</summary>
    /// <param name="hashes">Room for the hashes of the first messages, one after another; the others' are forgotten.</param>
    public void Finish(Span<byte> hashes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hashes.Length, Lanes * HashLength, nameof(hashes));
        fixed (byte* memory = _memory)
        {
            var end = Align(memory);
            var state = StateIn(memory);
            var places = stackalloc byte*[MaxLanes];
            for (var lane = 0; lane < MaxLanes; lane++)
            {
                places[lane] = end;
            }

            *end = EndMark;
            BinaryPrimitives.WriteInt64BigEndian(new Span<byte>(end + BlockLength - sizeof(long), sizeof(long)), _length * 8);
            _kernel.Compress(state, places, 1);
            var numbers = _kernel.Start.Length;
            for (var i = 0; i < hashes.Length / sizeof(uint); i++)
            {
                BinaryPrimitives.WriteUInt32BigEndian(hashes[(i * sizeof(uint))..], state[(i % numbers * Lanes) + (i / numbers)]);
            }

            Begin(state);
        }
    }

    internal static byte* Align(byte* memory) => (byte*)(((nint)memory + Alignment - 1) & -Alignment);

    private static uint* StateIn(byte* memory) => (uint*)(Align(memory) + BlockLength);

    private void Append(byte** places, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(length % BlockLength, 0, nameof(length));
        fixed (byte* memory = _memory)
        {
            _kernel.Compress(StateIn(memory), places, length / BlockLength);
        }

        _length += length;
    }

    private void Begin(uint* state)
    {
        _length = 0;
        for (var i = 0; i < _kernel.Start.Length * Lanes; i++)
        {
            state[i] = _kernel.Start[i / Lanes];
        }
    }

    [InlineArray(MaxLanes)]
    private struct Pins
    {
        private MemoryHandle _first;
    }
}
