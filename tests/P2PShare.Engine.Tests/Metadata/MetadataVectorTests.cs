using P2PShare.Engine.Metadata;
using P2PShare.Engine.Peers;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Testing;
using Shouldly;

namespace P2PShare.Engine.Tests.Metadata;

public sealed class MetadataVectorTests
{
    private static readonly PeerKey Peer = new(0, 1);

    /// <summary>What the peer has said of the length, and whether what it then sends tells that it lies: else it is passed over, as nobody asked for that part.</summary>
    private static readonly Dictionary<string, (long Length, bool IsLie)> Rows = new()
    {
        ["0724"] = (0, false),
        ["0725"] = (3, false),
        ["0726"] = (3, true),
        ["0727"] = (16_384, false),
        ["0964"] = (34_256, true),
        ["0965"] = (34_256, true),
    };

    [VectorFact]
    public void Every_part_that_its_maker_calls_wrong_is_rejected_and_the_right_one_is_still_taken()
    {
        var rows = Vectors.Of("wire").Where(row => Rows.ContainsKey(row.Id)).ToList();
        rows.Count.ShouldBe(Rows.Count);

        foreach (var row in rows)
        {
            var (length, isLie) = Rows[row.Id];
            var right = new byte[length];
            var exchange = new MetadataExchange(new InfoHashes(Sha1Hash.Of(right), null));
            exchange.PeerOffers(Peer, length);
            exchange.TryNext(Peer, TimeSpan.Zero, out var asked).ShouldBe(length > 0, row.ToString());
            MetadataMessage.TryRead(row.File, out var message, out var data).ShouldBeTrue(row.ToString());
            message.Kind.ShouldBe(MetadataMessageKind.Data);
            var liars = new List<PeerKey>();

            exchange.Received(Peer, message.Piece, data.Span, liars).ShouldBeNull(row.ToString());

            liars.ShouldBe(isLie ? [Peer] : [], row.ToString());
            CompletesAfterwards(exchange, right, isLie ? null : asked).ShouldBe(length > 0, row.ToString());
        }
    }

    private static bool CompletesAfterwards(MetadataExchange exchange, byte[] right, int? asked)
    {
        var liars = new List<PeerKey>();
        byte[]? got = null;
        for (var piece = asked ?? -1; got is null && (piece >= 0 || exchange.TryNext(Peer, TimeSpan.Zero, out piece)); piece = -1)
        {
            var part = right.AsSpan(piece * MetadataMessage.PieceLength);
            got = exchange.Received(Peer, piece, part[..Math.Min(part.Length, MetadataMessage.PieceLength)], liars);
        }

        return got is not null && liars.Count == 0 && got.AsSpan().SequenceEqual(right);
    }
}
