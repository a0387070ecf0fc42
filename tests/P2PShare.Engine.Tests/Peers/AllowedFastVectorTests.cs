using System.Net;
using System.Text.Json;
using P2PShare.Engine.Peers;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using Shouldly;

namespace P2PShare.Engine.Tests.Peers;

public sealed class AllowedFastVectorTests
{
    [VectorFact]
    public void Every_set_comes_out_as_its_maker_says()
    {
        var rows = Vectors.Of("wire").Where(row => row.Expected.StartsWith("allowed fast set", StringComparison.Ordinal)).ToList();

        rows.Count.ShouldBe(5);
        foreach (var row in rows)
        {
            using var document = JsonDocument.Parse(row.File);
            var set = document.RootElement;
            var made = new AllowedFastSet(
                IPAddress.Parse(set.GetProperty("ip").GetString()!),
                new Sha1Hash(Convert.FromHexString(set.GetProperty("infohash").GetString()!)),
                set.GetProperty("pieces").GetInt32(),
                pieceLength: 1,
                set.GetProperty("k").GetInt32());
            made.Pieces.ShouldBe(set.GetProperty("set").EnumerateArray().Select(piece => piece.GetInt32()), row.ToString());
        }
    }
}
