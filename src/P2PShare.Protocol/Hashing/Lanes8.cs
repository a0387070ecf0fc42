using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace P2PShare.Protocol.Hashing;

/// <summary>Eight lanes: AVX2.</summary>
internal readonly struct Lanes8(Vector256<uint> value) : ILanes<Lanes8>
{
    private readonly Vector256<uint> _value = value;

    /// <summary>Whether this machine has what it takes.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <inheritdoc/>
    public static int Count => 8;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 All(uint value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator +(Lanes8 left, Lanes8 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator ^(Lanes8 left, Lanes8 right) => new(left._value ^ right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 ShiftRight(Lanes8 value, [ConstantExpected] byte bits) => new(Vector256.ShiftRightLogical(value._value, bits));

    /// <inheritdoc/>
    /// <remarks>There are fewer units that shift than units that add: doubling is the shorter way to the left by one.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 TurnRight(Lanes8 value, [ConstantExpected] byte bits) =>
        new(Vector256.ShiftRightLogical(value._value, bits) | (bits == 31 ? value._value + value._value : Vector256.ShiftLeft(value._value, 32 - bits)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Choose(Lanes8 selector, Lanes8 yes, Lanes8 no) => new(no._value ^ (selector._value & (yes._value ^ no._value)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Majority(Lanes8 first, Lanes8 second, Lanes8 third) =>
        new((first._value & second._value) | (third._value & (first._value | second._value)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Xor(Lanes8 first, Lanes8 second, Lanes8 third) => new(first._value ^ second._value ^ third._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Load(byte** messages, nint offset, Lanes8* numbers)
    {
        // Lanes 0-3 in the lower halves, 4-7 in the upper: what is left to do is four numbers by four lanes, twice at once.
        var row0 = Row(messages, 0, offset);
        var row1 = Row(messages, 1, offset);
        var row2 = Row(messages, 2, offset);
        var row3 = Row(messages, 3, offset);
        var low01 = Avx2.UnpackLow(row0, row1).AsUInt64();
        var high01 = Avx2.UnpackHigh(row0, row1).AsUInt64();
        var low23 = Avx2.UnpackLow(row2, row3).AsUInt64();
        var high23 = Avx2.UnpackHigh(row2, row3).AsUInt64();
        numbers[0] = new(Avx2.UnpackLow(low01, low23).AsUInt32());
        numbers[1] = new(Avx2.UnpackHigh(low01, low23).AsUInt32());
        numbers[2] = new(Avx2.UnpackLow(high01, high23).AsUInt32());
        numbers[3] = new(Avx2.UnpackHigh(high01, high23).AsUInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<uint> Row(byte** messages, int lane, nint offset)
    {
        var order = Vector256.Create(0x0405060700010203UL, 0x0C0D0E0F08090A0BUL, 0x0405060700010203UL, 0x0C0D0E0F08090A0BUL).AsByte();
        var row = Vector256.Create(Vector128.Load(messages[lane] + offset), Vector128.Load(messages[lane + 4] + offset));
        return Avx2.Shuffle(row, order).AsUInt32();
    }
}
