using System.Numerics;
using System.Runtime.Intrinsics;

namespace P2PShare.Engine.Pieces;

/// <summary>Finds what two sets have in common, a vector of words at a time: short ones, for which code can be made before the machine is known.</summary>
internal static class CommonBits
{
    private const int WordBits = 64;

    /// <summary>The first word, from <paramref name="from"/> on, in which the sets have something in common; -1 when there is none.</summary>
    public static int NextWord(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, int from)
    {
        var at = from;
        for (; at <= left.Length - Vector128<ulong>.Count; at += Vector128<ulong>.Count)
        {
            if ((Vector128.Create(left[at..]) & Vector128.Create(right[at..])) != Vector128<ulong>.Zero)
            {
                break;
            }
        }

        for (; at < left.Length; at++)
        {
            if ((left[at] & right[at]) != 0)
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>How many indexes the sets have in common.</summary>
    public static int Count(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        var count = 0;
        for (var i = 0; i < left.Length; i++)
        {
            count += BitOperations.PopCount(left[i] & right[i]);
        }

        return count;
    }

    /// <summary>The first index at a word or behind it that the sets have in common; -1 when there is none.</summary>
    public static int NextIndex(ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, int fromWord)
    {
        var word = NextWord(left, right, fromWord);
        return word < 0 ? -1 : (word * WordBits) + BitOperations.LeadingZeroCount(left[word] & right[word]);
    }
}
