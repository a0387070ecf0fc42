using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace P2PShare.Cli.Terminals;

/// <summary>Whether a terminal gives keys one by one and without echo, or lines as they were typed.</summary>
/// <param name="file">The file that the terminal is open as.</param>
internal sealed class LineMode(int file)
{
    // More than the structure takes on any system.
    private const int MostBytes = 256;
    private const uint Echo = 0x8;

    // Where the structure keeps the local flags, and the least number of bytes and the longest time of a read.
    private static readonly (int Flags, uint Lines, int Least, int Time) Layout = OperatingSystem.IsMacOS() ? (24, 0x100u, 48, 49) : (12, 0x2u, 23, 22);

    private byte[]? _saved;

    /// <summary>Whether the layout is known here.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsMacOS()
        || (OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is not Architecture.Ppc64le);

    /// <summary>Keys one by one, without echo; signals are sent by their keys as before.</summary>
    /// <returns>Whether the terminal lets us.</returns>
    public bool TryTakeKeys()
    {
        var attributes = new byte[MostBytes];
        if (LibC.GetAttributes(file, attributes) != 0)
        {
            return false;
        }

        var flags = attributes.AsSpan(Layout.Flags);
        var before = BinaryPrimitives.ReadUInt32LittleEndian(flags);
        if (_saved is null || (before & Layout.Lines) != 0)
        {
            _saved = [.. attributes];
        }

        BinaryPrimitives.WriteUInt32LittleEndian(flags, before & ~(Layout.Lines | Echo));
        attributes[Layout.Least] = 1;
        attributes[Layout.Time] = 0;
        return LibC.SetAttributes(file, LibC.AfterOutput, attributes) == 0;
    }

    /// <summary>As it was before.</summary>
    public void GiveBack()
    {
        if (_saved is { } saved)
        {
            _ = LibC.SetAttributes(file, LibC.AfterOutput, saved);
        }
    }
}
