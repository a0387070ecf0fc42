using System.Globalization;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Engine.Peers;

/// <summary>Tells from a peer id which program made it. BEP 20, Azureus' style; the codes are those that one meets.</summary>
internal static class ClientNames
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["A2"] = "aria2",
        ["AZ"] = "Vuze",
        ["BC"] = "BitComet",
        ["BI"] = "BiglyBT",
        ["DE"] = "Deluge",
        ["FD"] = "Free Download Manager",
        ["KT"] = "KTorrent",
        ["LT"] = "libtorrent",
        ["lt"] = "rTorrent",
        ["MO"] = "MonoTorrent",
        ["P2"] = "p2pshare",
        ["qB"] = "qBittorrent",
        ["rQ"] = "rqbit",
        ["TR"] = "Transmission",
        ["TX"] = "Tixati",
        ["UM"] = "µTorrent Mac",
        ["UT"] = "µTorrent",
        ["WW"] = "WebTorrent",
    };

    /// <summary>The program and its version as the id has it, <c>qBittorrent 4.6.3.0</c>; null where the id does not say, or names what is not known here.</summary>
    public static string? Of(PeerId id)
    {
        Span<byte> bytes = stackalloc byte[PeerId.Size];
        id.CopyTo(bytes);
        if (bytes[0] != (byte)'-' || bytes[7] != (byte)'-' || !Names.TryGetValue($"{(char)bytes[1]}{(char)bytes[2]}", out var name))
        {
            return null;
        }

        foreach (var digit in bytes[3..7])
        {
            if (!char.IsAsciiHexDigit((char)digit))
            {
                return name;
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{name} {Convert.ToInt32($"{(char)bytes[3]}", 16)}.{Convert.ToInt32($"{(char)bytes[4]}", 16)}.{Convert.ToInt32($"{(char)bytes[5]}", 16)}.{Convert.ToInt32($"{(char)bytes[6]}", 16)}");
    }
}
