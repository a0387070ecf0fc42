using System.Buffers.Binary;
using System.Numerics;

namespace P2PShare.Tracker.Udp;

/// <summary>SipHash-2-4: a keyed hash of few bytes that nobody without the key can guess, made for what an HMAC is too slow for. Aumasson and Bernstein, 2012.</summary>
internal readonly struct SipHash
{
    /// <summary>Bytes of a key.</summary>
    public const int KeySize = 16;

    private readonly ulong _key0;
    private readonly ulong _key1;

    public SipHash(ReadOnlySpan<byte> key)
    {
        _key0 = BinaryPrimitives.ReadUInt64LittleEndian(key);
        _key1 = BinaryPrimitives.ReadUInt64LittleEndian(key[sizeof(ulong)..]);
    }

    /// <summary>The hash of a message.</summary>
    public ulong Compute(ReadOnlySpan<byte> message)
    {
        var state = new State(_key0, _key1);
        var last = (ulong)message.Length << 56;
        for (; message.Length >= sizeof(ulong); message = message[sizeof(ulong)..])
        {
            state.Add(BinaryPrimitives.ReadUInt64LittleEndian(message));
        }

        for (var i = 0; i < message.Length; i++)
        {
            last |= (ulong)message[i] << (8 * i);
        }

        state.Add(last);
        return state.End();
    }

    private struct State(ulong key0, ulong key1)
    {
        // "somepseudorandomlygeneratedbytes".
        private ulong _v0 = key0 ^ 0x736f6d6570736575;
        private ulong _v1 = key1 ^ 0x646f72616e646f6d;
        private ulong _v2 = key0 ^ 0x6c7967656e657261;
        private ulong _v3 = key1 ^ 0x7465646279746573;

        public void Add(ulong word)
        {
            _v3 ^= word;
            Round();
            Round();
            _v0 ^= word;
        }

        public ulong End()
        {
            _v2 ^= 0xff;
            Round();
            Round();
            Round();
            Round();
            return _v0 ^ _v1 ^ _v2 ^ _v3;
        }

        private void Round()
        {
            _v0 += _v1;
            _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
            _v0 = BitOperations.RotateLeft(_v0, 32);
            _v2 += _v3;
            _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
            _v0 += _v3;
            _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
            _v2 += _v1;
            _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
            _v2 = BitOperations.RotateLeft(_v2, 32);
        }
    }
}
