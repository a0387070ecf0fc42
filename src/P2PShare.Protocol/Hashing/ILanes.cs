using System.Diagnostics.CodeAnalysis;

namespace P2PShare.Protocol.Hashing;

/// <summary>
/// A vector of 32-bit numbers, one for each message that is hashed at once: the arithmetic that SHA-1 and SHA-256 are made of. Implemented by
/// values that hold one register, so that a kernel is written once and compiled for each width.
/// </summary>
internal interface ILanes<T>
    where T : unmanaged, ILanes<T>
{
    /// <summary>Numbers in a vector.</summary>
    static abstract int Count { get; }

    /// <summary>The same number in each lane.</summary>
    static abstract T All(uint value);

    static abstract T operator +(T left, T right);

    static abstract T operator ^(T left, T right);

    /// <summary>Each number moved right, zeros coming in.</summary>
    static abstract T ShiftRight(T value, [ConstantExpected] byte bits);

    /// <summary>Each number turned right.</summary>
    static abstract T TurnRight(T value, [ConstantExpected] byte bits);

    /// <summary>The bits of <paramref name="yes"/> where <paramref name="selector"/> is set, else those of <paramref name="no"/>.</summary>
    static abstract T Choose(T selector, T yes, T no);

    /// <summary>The bits that two of the three agree on.</summary>
    static abstract T Majority(T first, T second, T third);

    /// <summary>All three, exclusively.</summary>
    static abstract T Xor(T first, T second, T third);

    /// <summary>
    /// Reads 16 bytes of each lane's message, behind <paramref name="offset"/>, as four big-endian numbers: the first numbers of all lanes, then
    /// the second ones, and so on.
    /// </summary>
    static abstract unsafe void Load(byte** messages, nint offset, T* numbers);
}
