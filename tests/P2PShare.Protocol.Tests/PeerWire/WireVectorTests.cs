using System.Globalization;
using System.Net;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;
using P2PShare.Testing;
using Shouldly;

namespace P2PShare.Protocol.Tests.PeerWire;

public sealed class WireVectorTests
{
    /// <summary>Rows that come out otherwise here, and why. A row that no longer differs fails too.</summary>
    private static readonly (int First, int Last, string Why)[] Differences =
    [
        (439, 439, "a whole `allowed fast` of a piece with a large index: whether the piece exists is the session's to check, which knows the torrent and ends"),
        (710, 715, "the canonical peer priority (BEP 40) is not used: which of two connections is kept follows from the peer ids"),
        (728, 774, "programs are not named after their peer ids, but by what they say of themselves (BEP 10): an id is shown as it came"),
    ];

    /// <summary>Rows that are proved where what they are about is decided.</summary>
    private static readonly (int First, int Last, string Where)[] ProvedElsewhere =
    [
        (705, 709, "Engine.Tests, AllowedFastVectorTests: the set is the engine's"),
        (716, 719, "Swarm.Tests, WireVectorTests: what comes of bytes that are no handshake is the session's"),
        (724, 727, "Engine.Tests, MetadataVectorTests: whether a part is taken depends on what was asked for"),
        (964, 965, "Engine.Tests, MetadataVectorTests: as above"),
    ];

    [VectorFact]
    public void Every_row_comes_out_as_its_maker_says()
    {
        var rows = Vectors.Of("wire").Where(row => !IsIn(ProvedElsewhere, Number(row))).ToList();

        rows.Count.ShouldBe(84);
        rows.Where(row => IsRight(row) == IsIn(Differences, Number(row))).Select(row => row.ToString()).ShouldBeEmpty();
    }

    [VectorFact]
    public void Every_peer_id_is_carried_and_shown_without_what_could_steer_a_terminal()
    {
        foreach (var row in Vectors.Of("wire").Where(row => Number(row) is >= 728 and <= 778))
        {
            var bytes = new byte[PeerId.Size];
            row.File.AsSpan(0, Math.Min(row.File.Length, PeerId.Size)).CopyTo(bytes);
            var wire = new byte[Handshake.Size];
            new Handshake(default, new PeerId(bytes), HandshakeFeatures.None).Write(wire);

            Handshake.TryRead(wire, out var handshake).ShouldBeTrue();

            handshake.PeerId.ShouldBe(new PeerId(bytes), row.ToString());
            var shown = handshake.PeerId.ToString();
            shown.ShouldAllBe(character => character > ' ' && character < 127, row.ToString());
            Unescape(shown).ShouldBe(bytes, row.ToString());
        }
    }

    private static bool IsRight(VectorRow row) => Number(row) switch
    {
        692 => Reads(row.File, "have 42"),
        698 => Reads(row.File, "keep-alive"),
        699 => Reads(row.File, $"port {0xaabb}"),
        700 => HasBits(row.File, 37, 2, 7, 32),
        701 => Tells(row.File, ("1.2.3.4:1286", PeerExchangeFlags.None), ("7.8.9.10:2828", PeerExchangeFlags.None)),
        702 => Reads(row.File, $"extended 7 {Convert.ToHexStringLower(row.File.AsSpan(6))}")
            && Tells(row.File[6..], ("127.0.0.1:21930", PeerExchangeFlags.PrefersEncryption | PeerExchangeFlags.Reachable)),
        703 => IsExtensionHandshake(row.File),
        704 => Tells(row.File, ("185.159.157.20:46439", (PeerExchangeFlags)12), ("151.249.105.134:4240", PeerExchangeFlags.None)),
        720 => IsHandshake(row.File),
        >= 710 and <= 715 => false,
        >= 728 and <= 774 => row.Expected == $$"""{"client": "{{new PeerId(Padded(row.File))}}"}""",
        >= 775 and <= 778 => new PeerId(Padded(row.File)).ToString().Length >= PeerId.Size,
        963 => Is(row.File, MetadataMessageKind.Request),
        966 => Is(row.File, MetadataMessageKind.Reject),
        967 => !ExtensionHandshake.TryRead(row.File, out _),
        _ => row.Outcome == "invalid" && IsRefusedOrCut(row.File),
    };

    private static bool IsIn((int First, int Last, string Why)[] ranges, int number) => ranges.Any(range => number >= range.First && number <= range.Last);

    private static byte[] Padded(byte[] start) => [.. start.Take(PeerId.Size), .. new byte[Math.Max(0, PeerId.Size - start.Length)]];

    private static byte[] Unescape(string shown)
    {
        var bytes = new List<byte>();
        for (var index = 0; index < shown.Length; index++)
        {
            bytes.Add(shown[index] == '%' ? byte.Parse(shown.AsSpan(index + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) : (byte)shown[index]);
            index += shown[index] == '%' ? 2 : 0;
        }

        return [.. bytes];
    }

    private static bool Tells(byte[] payload, params (string Address, PeerExchangeFlags Flags)[] added) =>
        PeerExchangeMessage.TryRead(payload, out var message)
        && message.Dropped.Count == 0
        && message.Added.SequenceEqual(added.Select(contact => new PeerExchangeContact(IPEndPoint.Parse(contact.Address), contact.Flags)));

    private static bool Is(byte[] payload, MetadataMessageKind kind) =>
        MetadataMessage.TryRead(payload, out var message, out var data) && data.IsEmpty && message == new MetadataMessage(kind, 0)
        && message.ToBytes().SequenceEqual(payload);

    private static int Number(VectorRow row) => int.Parse(row.Id, CultureInfo.InvariantCulture);

    private static bool Reads(byte[] wire, string call)
    {
        // Any split point must parse.
        for (var cut = 0; cut < wire.Length; cut++)
        {
            var reader = new PeerMessageReader(PeerMessageReader.MaxBitfieldLength);
            var handler = new RecordingHandler();
            _ = reader.Read(wire.AsSpan(0, cut), handler);
            if (reader.Read(wire.AsSpan(cut), handler) != PeerReadStatus.Ok || reader.IsInsideMessage || !handler.Calls.SequenceEqual([call]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsRefusedOrCut(byte[] wire)
    {
        var reader = new PeerMessageReader(PeerMessageReader.MaxBitfieldLength);
        return reader.Read(wire, new RecordingHandler()) != PeerReadStatus.Ok || reader.IsInsideMessage;
    }

    private static bool HasBits(byte[] wire, int length, params int[] bits) =>
        Bitfield.TryRead(wire, length, out var bitfield) && Enumerable.Range(0, length).Where(index => bitfield[index]).SequenceEqual(bits);

    private static bool IsExtensionHandshake(byte[] wire) =>
        Reads(wire, $"extended 0 {Convert.ToHexStringLower(wire.AsSpan(6))}")
        && ExtensionHandshake.TryRead(wire.AsSpan(6), out var handshake)
        && handshake is { MetadataSize: 138876, RequestQueue: 500, UploadOnly: true, Client: "qBittorrent/4.4.0alpha1", Port: null }
        && handshake.Messages[ExtensionNames.DontHave] == 7
        && handshake.Messages.Count == 6
        && IPAddress.Loopback.Equals(handshake.YourIp);

    private static bool IsHandshake(byte[] wire)
    {
        var isRead = Handshake.TryRead(wire, out var handshake);
        var written = new byte[Handshake.Size];
        handshake.Write(written);
        return isRead && handshake.Features == (HandshakeFeatures.Extensions | HandshakeFeatures.Fast) && written.SequenceEqual(wire);
    }
}
