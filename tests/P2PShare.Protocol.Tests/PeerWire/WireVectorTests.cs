using System.Buffers;
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
    private static readonly Dictionary<int, string> Differences = new()
    {
        [439] = "a whole `allowed fast` of a piece with a large index: whether the piece exists is the session's to check, which knows the torrent",
    };

    /// <summary>Rows of which only the frame is checked here, and why.</summary>
    private static readonly (int First, int Last, string Why)[] NotReadHere =
    [
        (701, 701, "no ut_pex is announced: its payload is not read"),
        (704, 704, "no ut_pex is announced: its payload is not read"),
        (705, 709, "the allowed fast set is the engine's; its tests check these rows"),
        (710, 715, "the canonical peer priority (BEP 40) is not used"),
        (716, 719, "message stream encryption is not spoken"),
        (724, 727, "no ut_metadata is announced: its payload is not read"),
        (728, 778, "programs are not named after their peer ids"),
        (963, 966, "no ut_metadata is announced: its payload is not read"),
    ];

    [VectorFact]
    public void Every_row_comes_out_as_its_maker_says()
    {
        var wrong = Vectors.Of("wire").Where(row => IsRight(row) == Differences.ContainsKey(Number(row))).Select(row => row.ToString()).ToList();

        wrong.ShouldBeEmpty();
    }

    private static bool IsRight(VectorRow row) => Number(row) switch
    {
        692 => Reads(row.File, "have 42"),
        698 => Reads(row.File, "keep-alive"),
        699 => Reads(row.File, $"port {0xaabb}"),
        700 => HasBits(row.File, 37, 2, 7, 32),
        702 => Reads(row.File, $"extended 7 {Convert.ToHexStringLower(row.File.AsSpan(6))}"),
        703 => IsExtensionHandshake(row.File),
        720 => IsHandshake(row.File),
        967 => !ExtensionHandshake.TryRead(row.File, out _),
        var number when NotReadHere.Any(range => number >= range.First && number <= range.Last) => PassesAsPayload(row.File),
        _ => row.Outcome == "invalid" && IsRefusedOrCut(row.File),
    };

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

    private static bool PassesAsPayload(byte[] payload)
    {
        var output = new ArrayBufferWriter<byte>();
        PeerMessageWriter.WriteExtended(output, 3, payload);
        return Reads(output.WrittenSpan.ToArray(), $"extended 3 {Convert.ToHexStringLower(payload)}");
    }
}
