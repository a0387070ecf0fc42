using System.Net;
using System.Text;
using System.Text.Json;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using Shouldly;

namespace P2PShare.Protocol.Tests.Metainfo;

public sealed class MagnetVectorTests
{
    /// <summary>Rows that come out otherwise here, and why. A row that no longer differs fails too.</summary>
    private static readonly Dictionary<string, string> Differences = new()
    {
        ["0578"] = "a host with an exclamation mark in it cannot be",
    };

    [VectorFact]
    public void Every_row_comes_out_as_its_maker_says()
    {
        var wrong = Vectors.Of("magnet").Where(row => IsRight(row) == Differences.ContainsKey(row.Id)).Select(row => $"{row}: {Describe(row)}").ToList();

        wrong.ShouldBeEmpty();
    }

    [VectorFact]
    public void What_is_written_is_read_the_same()
    {
        foreach (var row in Vectors.Of("magnet"))
        {
            if (Read(row) is { } link)
            {
                MagnetLink.Parse(link.ToString()).ToString().ShouldBe(link.ToString(), row.ToString());
            }
        }
    }

    private static bool IsRight(VectorRow row) => row.Outcome switch
    {
        "valid" => Read(row) is { } link && Agrees(link, row.Expected),
        "invalid" => Read(row) is null,
        _ => true,
    };

    private static MagnetLink? Read(VectorRow row)
    {
        try
        {
            return MagnetLink.Parse(Encoding.UTF8.GetString(row.File));
        }
        catch (MetainfoException)
        {
            return null;
        }
    }

    private static string Describe(VectorRow row) => Read(row)?.ToString() ?? "refused";

    private static bool Agrees(MagnetLink link, string expected)
    {
        if (!expected.StartsWith('{'))
        {
            return true;
        }

        using var document = JsonDocument.Parse(expected);
        return document.RootElement.EnumerateObject().All(property => Agrees(link, property));
    }

    private static bool Agrees(MagnetLink link, JsonProperty property) => property.Name switch
    {
        "v1" => link.InfoHashes.V1?.ToString() == property.Value.GetString(),
        "v2" => link.InfoHashes.V2?.ToString() == property.Value.GetString(),
        "dn" => link.DisplayName == property.Value.GetString(),
        "xl" => link.ExactLength == property.Value.GetInt64(),
        "tr" when property.Value.ValueKind == JsonValueKind.Number => link.Trackers.Count == property.Value.GetInt32(),
        "tr" or "tr (no ws/wss support)" => link.Trackers.SequenceEqual(Texts(property.Value)),
        "ws" => link.WebSeeds.SequenceEqual(Texts(property.Value)),
        "peers" => link.Peers.Select(Show).SequenceEqual(Texts(property.Value)),
        "select_only" => link.SelectOnly.SelectMany(range => Enumerable.Range(range.First, range.Last - range.First + 1))
            .SequenceEqual(property.Value.EnumerateArray().Select(index => index.GetInt32())),
        "dht" or "kt" or "as" or "tiers" => true, // Parameters of other programs.
        _ => throw new InvalidOperationException($"The row says `{property.Name}`, which this test does not know."),
    };

    private static string Show(EndPoint peer) => peer is DnsEndPoint name ? $"{name.Host}:{name.Port}" : peer.ToString()!;

    private static IEnumerable<string?> Texts(JsonElement list) => list.EnumerateArray().Select(text => text.GetString());
}
