using System.Runtime.CompilerServices;

namespace P2PShare.Protocol.Hashing;

/// <summary>SHA-256's compression of blocks of several messages at once (FIPS 180-4).</summary>
internal static class Sha256Kernel<T>
    where T : unmanaged, ILanes<T>
{
    private const int Rounds = 64;
    private const int BlockNumbers = 16;

    private static ReadOnlySpan<uint> Constants =>
    [
        0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
        0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
        0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
        0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
        0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
        0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
        0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
        0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2,
    ];

    /// <inheritdoc cref="CompressBlocks"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static unsafe void Compress(uint* state, byte** messages, int blocks)
    {
        var room = stackalloc byte[(Rounds * sizeof(T)) + LaneHasher.Alignment];
        var words = (T*)LaneHasher.Align(room);
        var lanes = (T*)state;
        var (a, b, c, d) = (lanes[0], lanes[1], lanes[2], lanes[3]);
        var (e, f, g, h) = (lanes[4], lanes[5], lanes[6], lanes[7]);
        fixed (uint* constants = Constants)
        {
            for (nint offset = 0; blocks > 0; blocks--, offset += LaneHasher.BlockLength)
            {
                for (var i = 0; i < BlockNumbers; i += 4)
                {
                    T.Load(messages, offset + (i * sizeof(uint)), words + i);
                }

                var (a0, b0, c0, d0) = (a, b, c, d);
                var (e0, f0, g0, h0) = (e, f, g, h);
                var w = words;
                var k = constants;

                // Eight rounds bring the variables back to their places.
                for (; w < words + Rounds; w += 8, k += 8)
                {
                    if (w < words + Rounds - BlockNumbers)
                    {
                        for (var i = 0; i < 8; i++)
                        {
                            Expand(w + i);
                        }
                    }

                    h = First(e, f, g, h, k, w);
                    d += h;
                    h = Second(a, b, c, h);
                    g = First(d, e, f, g, k + 1, w + 1);
                    c += g;
                    g = Second(h, a, b, g);
                    f = First(c, d, e, f, k + 2, w + 2);
                    b += f;
                    f = Second(g, h, a, f);
                    e = First(b, c, d, e, k + 3, w + 3);
                    a += e;
                    e = Second(f, g, h, e);
                    d = First(a, b, c, d, k + 4, w + 4);
                    h += d;
                    d = Second(e, f, g, d);
                    c = First(h, a, b, c, k + 5, w + 5);
                    g += c;
                    c = Second(d, e, f, c);
                    b = First(g, h, a, b, k + 6, w + 6);
                    f += b;
                    b = Second(c, d, e, b);
                    a = First(f, g, h, a, k + 7, w + 7);
                    e += a;
                    a = Second(b, c, d, a);
                }

                a += a0;
                b += b0;
                c += c0;
                d += d0;
                e += e0;
                f += f0;
                g += g0;
                h += h0;
            }
        }

        (lanes[0], lanes[1], lanes[2], lanes[3]) = (a, b, c, d);
        (lanes[4], lanes[5], lanes[6], lanes[7]) = (e, f, g, h);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe T First(T e, T f, T g, T h, uint* constant, T* word) =>
        h + T.Choose(e, f, g) + (T.All(*constant) + *word) + T.Xor(T.TurnRight(e, 6), T.TurnRight(e, 11), T.TurnRight(e, 25));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Second(T a, T b, T c, T first) =>
        first + T.Majority(a, b, c) + T.Xor(T.TurnRight(a, 2), T.TurnRight(a, 13), T.TurnRight(a, 22));

    /// <summary>Makes the word of the sixteenth round behind a word's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Expand(T* word)
    {
        var near = word[14];
        var far = word[1];
        word[16] = word[0] + word[9]
            + T.Xor(T.TurnRight(far, 7), T.TurnRight(far, 18), T.ShiftRight(far, 3))
            + T.Xor(T.TurnRight(near, 17), T.TurnRight(near, 19), T.ShiftRight(near, 10));
    }
}
