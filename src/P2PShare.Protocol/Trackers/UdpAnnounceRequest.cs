using System.Buffers.Binary;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Protocol.Trackers;

/// <summary>
/// An announce over UDP as it lies in its datagram. Reads what it is asked for and makes no object of it, as a server wants it; an
/// <see cref="AnnounceRequest"/> is what clients write. BEP 15, "announce".
/// </summary>
public readonly ref struct UdpAnnounceRequest
{
    // | header | info-hash | peer id | downloaded | left | uploaded | event | address | key | wanted | port | options |
    // | 0      | 16        | 36      | 56         | 64   | 72       | 80    | 84      | 88  | 92     | 96   | 98      |
    internal const int InfoHashOffset = 16;
    internal const int PeerIdOffset = 36;
    internal const int DownloadedOffset = 56;
    internal const int LeftOffset = 64;
    internal const int UploadedOffset = 72;
    internal const int EventOffset = 80;
    internal const int AddressOffset = 84;
    internal const int AddressSize = 4;
    internal const int KeyOffset = 88;
    internal const int WantedOffset = 92;
    internal const int PortOffset = 96;

    private readonly ReadOnlySpan<byte> _datagram;

    private UdpAnnounceRequest(ReadOnlySpan<byte> datagram) => _datagram = datagram;

    /// <summary>Which torrent.</summary>
    public Sha1Hash InfoHash => new(_datagram.Slice(InfoHashOffset, Sha1Hash.Size));

    /// <summary>Who announces.</summary>
    public PeerId PeerId => new(_datagram.Slice(PeerIdOffset, PeerId.Size));

    /// <summary>Bytes downloaded; the largest number in place of a negative one.</summary>
    public long Downloaded => ReadBytes(DownloadedOffset);

    /// <summary>Bytes still missing, 0 is a seed; the largest number in place of a negative one.</summary>
    public long Left => ReadBytes(LeftOffset);

    /// <summary>Bytes uploaded; the largest number in place of a negative one.</summary>
    public long Uploaded => ReadBytes(UploadedOffset);

    /// <summary>Why it announces; none in place of a number that has no name.</summary>
    public AnnounceEvent Event =>
        BinaryPrimitives.ReadInt32BigEndian(_datagram[EventOffset..]) is >= 0 and <= (int)AnnounceEvent.Stopped and var value ? (AnnounceEvent)value : AnnounceEvent.None;

    /// <summary>The 4 bytes of the address that it wants to be known under; empty where it leaves that to the tracker.</summary>
    public ReadOnlySpan<byte> Address =>
        _datagram.Slice(AddressOffset, AddressSize) is var bytes && bytes.IndexOfAnyExcept((byte)0) < 0 ? [] : bytes;

    /// <summary>A number that proves that the client is the same after its address changed.</summary>
    public uint Key => BinaryPrimitives.ReadUInt32BigEndian(_datagram[KeyOffset..]);

    /// <summary>How many peers it wants; null leaves it to the tracker.</summary>
    public int? PeersWanted => BinaryPrimitives.ReadInt32BigEndian(_datagram[WantedOffset..]) is >= 0 and var wanted ? wanted : null;

    /// <summary>The port on which it listens.</summary>
    public ushort Port => BinaryPrimitives.ReadUInt16BigEndian(_datagram[PortOffset..]);

    /// <summary>Takes a datagram, its header included; false when it is too short or another request.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out UdpAnnounceRequest request)
    {
        var isAnnounce = datagram.Length >= UdpAnnounceCodec.RequestSize
            && UdpRequestHeader.TryRead(datagram, out var header)
            && header.Action == UdpTrackerAction.Announce;
        request = isAnnounce ? new UdpAnnounceRequest(datagram) : default;
        return isAnnounce;
    }

    // Clients that do not know yet how much is left send -1.
    private long ReadBytes(int offset) => BinaryPrimitives.ReadInt64BigEndian(_datagram[offset..]) is >= 0 and var value ? value : long.MaxValue;
}
