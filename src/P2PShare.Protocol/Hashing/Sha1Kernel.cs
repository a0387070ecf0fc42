using System.Runtime.CompilerServices;

namespace P2PShare.Protocol.Hashing;

/// <summary>SHA-1's compression of blocks of several messages at once (FIPS 180-4).</summary>
internal static class Sha1Kernel<T>
    where T : unmanaged, ILanes<T>
{
    private const int Rounds = 80;
    private const int BlockWords = 16;
    private const int Sums = 5;

    /// <inheritdoc cref="CompressBlocks"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static unsafe void Compress(uint* state, byte** messages, int blocks)
    {
        var room = stackalloc byte[((Rounds + Sums) * sizeof(T)) + LaneHasher.Alignment];
        var words = (T*)LaneHasher.Align(room);
        var turning = words + Rounds;
        var sums = (T*)state;
        for (nint offset = 0; blocks > 0; blocks--, offset += LaneHasher.BlockLength)
        {
            for (var i = 0; i < BlockWords; i += 4)
            {
                T.Load(messages, offset + (i * sizeof(uint)), words + i);
            }

            for (var i = 0; i < Sums; i++)
            {
                turning[i] = sums[i];
            }

            TwentyRounds<Choosing>(turning, words, T.All(0x5A827999));
            TwentyRounds<Parity>(turning, words + 20, T.All(0x6ED9EBA1));
            TwentyRounds<Majority>(turning, words + 40, T.All(0x8F1BBCDC));
            TwentyRounds<LastParity>(turning, words + 60, T.All(0xCA62C1D6));
            for (var i = 0; i < Sums; i++)
            {
                sums[i] += turning[i];
            }
        }
    }

    // A method of its own for each mixture: all of them in one are more than the compiler is willing to inline.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static unsafe void TwentyRounds<TMix>(T* turning, T* words, T constant)
        where TMix : struct, IMix
    {
        var (a, b, c, d, e) = (turning[0], turning[1], turning[2], turning[3], turning[4]);
        if (!TMix.MakesWords)
        {
            for (var word = words; word < words + 4; word++)
            {
                MakeWord(word);
            }
        }

        for (var end = words + 20; words < end; words++)
        {
            var next = Round<TMix>(a, b, c, d, e, words, constant);
            (a, b, c, d, e) = (next, a, T.TurnRight(b, 2), c, d);
        }

        (turning[0], turning[1], turning[2], turning[3], turning[4]) = (a, b, c, d, e);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe T Round<TMix>(T a, T b, T c, T d, T e, T* word, T constant)
        where TMix : struct, IMix
    {
        if (TMix.MakesWords)
        {
            MakeWord(word);
        }

        return (e + (constant + *word) + TMix.Mix(b, c, d)) + T.TurnRight(a, 27);
    }

    /// <summary>Makes the word of the sixteenth round behind a word's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void MakeWord(T* word) => word[16] = T.TurnRight(T.Xor(word[13], word[8], word[2]) ^ word[0], 31);

    private interface IMix
    {
        /// <summary>Whether the words of later rounds are made on the way.</summary>
        static abstract bool MakesWords { get; }

        static abstract T Mix(T b, T c, T d);
    }

    private readonly struct Choosing : IMix
    {
        public static bool MakesWords => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Mix(T b, T c, T d) => T.Choose(b, c, d);
    }

    private readonly struct Parity : IMix
    {
        public static bool MakesWords => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Mix(T b, T c, T d) => T.Xor(b, c, d);
    }

    private readonly struct Majority : IMix
    {
        public static bool MakesWords => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Mix(T b, T c, T d) => T.Majority(b, c, d);
    }

    private readonly struct LastParity : IMix
    {
        public static bool MakesWords => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Mix(T b, T c, T d) => T.Xor(b, c, d);
    }
}
