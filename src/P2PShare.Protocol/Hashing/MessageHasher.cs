using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace P2PShare.Protocol.Hashing;

/// <summary>
/// Hashes messages that have nothing to do with each other, several at once where the machine does that faster than one after another, else with
/// the platform's own hash. By one caller at a time; takes no memory once all its ways have been gone.
/// </summary>
[SuppressMessage("Security", "CA5350", Justification = "BEP 3 is made of SHA-1.")]
public sealed class MessageHasher : IDisposable
{
    // To compile a kernel takes as long as to hash about this much: less is not worth it.
    private const long LeastForLanes = 64L * 1024 * 1024;

    private readonly HashKind _kind;
    private readonly int _lanes;
    private readonly LaneHash? _lane;
    private readonly IncrementalHash?[] _single = new IncrementalHash?[HashLanes.Most];
    private int _count;
    private bool _usesLanes;

    /// <summary>A hasher.</summary>
    /// <param name="kind">Which hash.</param>
    /// <param name="expected">About how many bytes it and others of its kind will hash.</param>
    public MessageHasher(HashKind kind, long expected)
        : this(kind, BestWidth(kind, expected))
    {
    }

    internal MessageHasher(HashKind kind, int lanes)
    {
        _kind = kind;
        _lanes = lanes;
        _lane = lanes == 1 ? null : HashLanes.Create(kind, lanes);
    }

    /// <summary>Most messages at once on any machine.</summary>
    public const int MaxWidth = HashLanes.Most;

    /// <summary>Messages that are best hashed at once; 1 where one after another is as fast.</summary>
    public int Width => _lanes;

    /// <summary>Bytes of a hash.</summary>
    public int HashLength => _kind == HashKind.Sha1 ? SHA1.HashSizeInBytes : SHA256.HashSizeInBytes;

    /// <summary>The <see cref="Width"/> of a hasher that is made with these.</summary>
    public static int BestWidth(HashKind kind, long expected) => expected < LeastForLanes ? 1 : HashLanes.Best(kind);

    /// <summary>Begins with 1 to <see cref="MaxWidth"/> messages. <see cref="Finish"/> ends them.</summary>
    public void Begin(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxWidth);
        _count = count;
        _usesLanes = _lane is not null && count <= _lanes && count >= HashLanes.Fewest(_lanes);
    }

    /// <summary>Takes the next part of each message, in their order. A part may be empty; fastest are parts of one length, a multiple of 64 bytes.</summary>
    public unsafe void Append(ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(parts.Length, _count, nameof(parts));
        if (!_usesLanes)
        {
            for (var i = 0; i < parts.Length; i++)
            {
                Single(i).AppendData(parts[i].Span);
            }

            return;
        }

        var pins = default(Pins);
        var places = stackalloc byte*[HashLanes.Most];
        var lengths = stackalloc int[HashLanes.Most];
        try
        {
            for (var i = 0; i < HashLanes.Most; i++)
            {
                pins[i] = i < parts.Length ? parts[i].Pin() : default;
                places[i] = (byte*)pins[i].Pointer;
                lengths[i] = i < parts.Length ? parts[i].Length : 0;
            }

            _lane!.Append(places, lengths);
        }
        finally
        {
            for (var i = 0; i < parts.Length; i++)
            {
                pins[i].Dispose();
            }
        }
    }

    /// <summary>Ends all messages: their hashes, one after another.</summary>
    public void Finish(Span<byte> hashes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(hashes.Length, _count * HashLength, nameof(hashes));
        if (_usesLanes)
        {
            _lane!.Finish(hashes);
            return;
        }

        for (var i = 0; i < _count; i++)
        {
            Single(i).GetHashAndReset(hashes.Slice(i * HashLength, HashLength));
        }
    }

    /// <summary>Hashes messages that lie one behind another, all of one length except that the last may be shorter. Hashes may lie over messages that were hashed before.</summary>
    public unsafe void HashEach(ReadOnlySpan<byte> messages, int length, Span<byte> hashes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        var left = (messages.Length + length - 1) / length;
        ArgumentOutOfRangeException.ThrowIfNotEqual(hashes.Length, left * HashLength, nameof(hashes));
        var places = stackalloc byte*[HashLanes.Most];
        var lengths = stackalloc int[HashLanes.Most];
        for (; _lane is not null && left >= HashLanes.Fewest(_lanes); left = (messages.Length + length - 1) / length)
        {
            var count = Math.Min(left, _lanes);
            fixed (byte* start = messages)
            {
                for (var i = 0; i < HashLanes.Most; i++)
                {
                    places[i] = start + ((long)i * length);
                    lengths[i] = i < count ? Math.Min(length, messages.Length - (i * length)) : 0;
                }

                _lane.Append(places, lengths);
            }

            messages = messages[Math.Min(messages.Length, count * length)..];
            _lane.Finish(hashes[..(count * HashLength)]);
            hashes = hashes[(count * HashLength)..];
        }

        for (; !messages.IsEmpty; messages = messages[Math.Min(messages.Length, length)..], hashes = hashes[HashLength..])
        {
            HashOne(messages[..Math.Min(messages.Length, length)], hashes);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var single in _single)
        {
            single?.Dispose();
        }
    }

    private void HashOne(ReadOnlySpan<byte> message, Span<byte> hash) =>
        _ = _kind == HashKind.Sha1 ? SHA1.HashData(message, hash) : SHA256.HashData(message, hash);

    private IncrementalHash Single(int message) =>
        _single[message] ??= IncrementalHash.CreateHash(_kind == HashKind.Sha1 ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256);

    [InlineArray(HashLanes.Most)]
    private struct Pins
    {
        private MemoryHandle _first;
    }
}
