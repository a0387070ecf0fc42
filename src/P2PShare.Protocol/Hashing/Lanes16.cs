using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace P2PShare.Protocol.Hashing;

/// <summary>Sixteen lanes: AVX-512. Without it the runtime takes two halves, slowly: right for tests.</summary>
internal readonly struct Lanes16(Vector512<uint> value) : ILanes<Lanes16>
{
    private readonly Vector512<uint> _value = value;

    /// <summary>Whether this machine has what it takes.</summary>
    public static bool IsSupported => Avx512F.IsSupported && Avx512BW.IsSupported;

    /// <inheritdoc/>
    public static int Count => 16;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 All(uint value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator +(Lanes16 left, Lanes16 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 operator ^(Lanes16 left, Lanes16 right) => new(left._value ^ right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 ShiftRight(Lanes16 value, [ConstantExpected] byte bits) => new(Vector512.ShiftRightLogical(value._value, bits));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 TurnRight(Lanes16 value, [ConstantExpected] byte bits) => new(Avx512F.IsSupported
        ? Avx512F.RotateRight(value._value, bits)
        : Vector512.ShiftRightLogical(value._value, bits) | Vector512.ShiftLeft(value._value, 32 - bits));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Choose(Lanes16 selector, Lanes16 yes, Lanes16 no) => new(Avx512F.IsSupported
        ? Avx512F.TernaryLogic(selector._value, yes._value, no._value, 0xCA)
        : no._value ^ (selector._value & (yes._value ^ no._value)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Majority(Lanes16 first, Lanes16 second, Lanes16 third) => new(Avx512F.IsSupported
        ? Avx512F.TernaryLogic(first._value, second._value, third._value, 0xE8)
        : (first._value & second._value) | (third._value & (first._value | second._value)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16 Xor(Lanes16 first, Lanes16 second, Lanes16 third) => new(Avx512F.IsSupported
        ? Avx512F.TernaryLogic(first._value, second._value, third._value, 0x96)
        : first._value ^ second._value ^ third._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Load(byte** messages, nint offset, Lanes16* numbers)
    {
        if (!IsSupported)
        {
            LoadHalves(messages, offset, numbers);
            return;
        }

        // Lanes 0, 4, 8 and 12 in the quarters of the first row, and so on: what is left to do is four numbers by four lanes, four times at once.
        var row0 = Row(messages, 0, offset);
        var row1 = Row(messages, 1, offset);
        var row2 = Row(messages, 2, offset);
        var row3 = Row(messages, 3, offset);
        var low01 = Avx512F.UnpackLow(row0, row1).AsUInt64();
        var high01 = Avx512F.UnpackHigh(row0, row1).AsUInt64();
        var low23 = Avx512F.UnpackLow(row2, row3).AsUInt64();
        var high23 = Avx512F.UnpackHigh(row2, row3).AsUInt64();
        numbers[0] = new(Avx512F.UnpackLow(low01, low23).AsUInt32());
        numbers[1] = new(Avx512F.UnpackHigh(low01, low23).AsUInt32());
        numbers[2] = new(Avx512F.UnpackLow(high01, high23).AsUInt32());
        numbers[3] = new(Avx512F.UnpackHigh(high01, high23).AsUInt32());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector512<uint> Row(byte** messages, int lane, nint offset)
    {
        var order = Vector512.Create(Vector256.Create(0x0405060700010203UL, 0x0C0D0E0F08090A0BUL, 0x0405060700010203UL, 0x0C0D0E0F08090A0BUL)).AsByte();
        var row = Vector512.Create(
            Vector256.Create(Vector128.Load(messages[lane] + offset), Vector128.Load(messages[lane + 4] + offset)),
            Vector256.Create(Vector128.Load(messages[lane + 8] + offset), Vector128.Load(messages[lane + 12] + offset)));
        return Avx512BW.Shuffle(row, order).AsUInt32();
    }

    private static unsafe void LoadHalves(byte** messages, nint offset, Lanes16* numbers)
    {
        var halves = stackalloc Lanes8[8];
        Lanes8.Load(messages, offset, halves);
        Lanes8.Load(messages + Lanes8.Count, offset, halves + 4);
        for (var i = 0; i < 4; i++)
        {
            ((Lanes8*)(numbers + i))[0] = halves[i];
            ((Lanes8*)(numbers + i))[1] = halves[i + 4];
        }
    }
}
