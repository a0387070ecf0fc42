using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using P2PShare.Protocol.Bencoding;
using P2PShare.Protocol.Krpc;
using P2PShare.Testing;
using Shouldly;

namespace P2PShare.Protocol.Tests.Krpc;

public sealed class KrpcVectorTests
{
    /// <summary>What we read from each datagram: the expectation of its row, in our words.</summary>
    private static readonly Dictionary<string, string> Datagrams = new()
    {
        ["0639"] = "error 201 A Generic Error Ocurred",
        ["0640"] = "Ping",
        ["0641"] = "answer",
        ["0642"] = "FindNode mnopqrstuvwxyz123456",
        ["0643"] = "answer nodes 0",
        ["0644"] = "GetPeers mnopqrstuvwxyz123456",
        ["0645"] = "answer values 97.120.106.101:11893 105.100.104.116:28269 token 8",
        ["0646"] = "AnnouncePeer mnopqrstuvwxyz123456 token aoeusnth implied",
        ["0672"] = "answer samples 0 of 0 each 420",
        ["0673"] = "fault 203 missing 'a' key",
        ["0674"] = "error 200 fuck",
        ["0675"] = "answer nodes 1 1.2.3.4:4660",
        ["0676"] = "answer values 1.2.3.4:22136",
        ["0677"] = "answer ip 124.168.180.8:62844",
        ["0680"] = "FindNode bd7b477cfbcd10f30b705da20201e7101d8df155",
        ["0681"] = "answer nodes 8 92.190.54.11:51413",
        ["0682"] = "answer nodes 16 86.170.166.37:59886 ip 8.26.180.64:59701",
        ["0683"] = "answer nodes 16 99.181.165.49:50321 ip 8.26.180.64:59701",
        ["0684"] = "GetPeers cab507494d02ebb1178b38f2e9d7be299c86b862",
        ["0685"] = "GetPeers cab507494d02ebb1178b38f2e9d7be299c86b862",
        ["0690"] = "fault 203 missing 'target' key",
    };

    /// <summary>Datagrams that are refused, and why where the row calls them valid.</summary>
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["0444"] = "",
        ["0445"] = "",
        ["0446"] = "",
        ["0447"] = "",
        ["0448"] = "an empty dictionary is bencode and no message",
        ["0449"] = "",
        ["0450"] = "",
        ["0451"] = "",
        ["0452"] = "",
        ["0453"] = "a response without \"r\"",
        ["0454"] = "",
        ["0455"] = "a response without \"id\"",
        ["0456"] = "a response without \"r\"",
        ["0678"] = "a \"y\" that is empty: neither query, response nor error",
        ["0679"] = "no \"t\", \"y\" and \"id\": nobody could say what it answers",
        ["0691"] = "",
    };

    /// <summary>Rows about the list under <c>want</c> alone.</summary>
    private static readonly Dictionary<string, KrpcFamilies> Wanted = new()
    {
        ["0686"] = KrpcFamilies.IPv4,
        ["0687"] = KrpcFamilies.IPv6,
        ["0688"] = KrpcFamilies.IPv4 | KrpcFamilies.IPv6,
        ["0689"] = KrpcFamilies.None,
    };

    /// <summary>Where the maker of a row takes an id as fit by a rule of his own.</summary>
    private static readonly Dictionary<string, string> ExemptElsewhere = new()
    {
        ["0662"] = "10/8 is exempt: the caller's rule, see the DHT's tests",
        ["0664"] = "192.168/16 is exempt: the caller's rule, see the DHT's tests",
    };

    [VectorFact]
    public void Datagrams_are_read_as_their_makers_say()
    {
        foreach (var row in Rows(Datagrams.ContainsKey))
        {
            KrpcText.Describe(KrpcText.Read(row.File)).ShouldBe(Datagrams[row.Id], row.ToString());
        }
    }

    [VectorFact]
    public void What_is_no_message_is_refused()
    {
        foreach (var row in Rows(Refused.ContainsKey))
        {
            KrpcText.Describe(KrpcText.Read(row.File)).ShouldBe("refused", row.ToString());
            (row.Outcome == "valid").ShouldBe(Refused[row.Id].Length > 0, $"{row.Id}: a difference has a reason");
        }
    }

    [VectorFact]
    public void Captured_datagrams_are_written_as_they_were()
    {
        foreach (var row in Rows(static id => IsWithin(id, "0680", "0685") || id is "0640" or "0641" or "0642" or "0644" or "0645"))
        {
            KrpcWriter.Write(KrpcText.Read(row.File)!).ShouldBe(row.File, row.ToString());
        }
    }

    [VectorFact]
    public void Wanted_families_are_read()
    {
        foreach (var row in Rows(Wanted.ContainsKey))
        {
            var query = $"d1:ad2:id20:abcdefghij01234567896:target20:abcdefghij01234567894:want{Encoding.Latin1.GetString(row.File).Trim()}e1:q9:find_node1:t2:aa1:y1:qe";

            KrpcText.Read(query)!.Query!.Want.ShouldBe(Wanted[row.Id], row.ToString());
        }
    }

    [VectorFact]
    public void Ids_follow_from_addresses()
    {
        foreach (var row in Vectors.Of("krpc").Where(static row => IsWithin(row.Id, "0647", "0664")))
        {
            var parts = Encoding.ASCII.GetString(row.File).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var id = new NodeId(Convert.FromHexString(parts[^1]));

            var isValid = SecureNodeId.IsValid(id, IPAddress.Parse(parts[0]));

            isValid.ShouldBe(row.Outcome == "valid" && !ExemptElsewhere.ContainsKey(row.Id), row.ToString());
        }
    }

    [VectorFact]
    public void Items_are_named_and_signed_by_the_bytes_of_the_BEP()
    {
        foreach (var row in Vectors.Of("krpc").Where(static row => row.Id is "0665" or "0666"))
        {
            var json = JsonDocument.Parse(row.File).RootElement;
            string Text(string name) => json.GetProperty(name).GetString()!;
            var (salt, value) = (Encoding.ASCII.GetBytes(Text("salt")), Encoding.ASCII.GetBytes(Text("v")));

            Encoding.ASCII.GetString(ItemText.Signed(salt, json.GetProperty("seq").GetInt64(), value)).ShouldBe(Text("signed"), row.ToString());
            ItemText.TargetOf(Convert.FromHexString(Text("k")), salt).ToString().ShouldBe(Text("target"), row.ToString());
        }
    }

    [VectorFact]
    public void Targets_are_those_of_the_BEPs()
    {
        foreach (var row in Vectors.Of("krpc").Where(static row => IsWithin(row.Id, "0667", "0669") || row.Id == "0671"))
        {
            var json = JsonDocument.Parse(row.File).RootElement;
            string? Text(string name) => json.TryGetProperty(name, out var found) ? found.GetString() : null;
            var value = Text("v_is") is not null ? Abc500() : Encoding.ASCII.GetBytes(Text("v") ?? "");
            var target = Text("k") is { } key
                ? ItemText.TargetOf(Convert.FromHexString(key), Convert.FromHexString(Text("salt_hex") ?? ""))
                : ItemText.TargetOf(value);

            target.ToString().ShouldBe(Text("target"), row.ToString());
        }
    }

    [VectorFact]
    public void A_filter_has_the_bits_of_BEP_33()
    {
        var filter = new ScrapeFilter();
        for (var i = 0; i <= 255; i++)
        {
            filter.Add(new IPAddress([192, 0, 2, (byte)i]));
        }

        for (var i = 0; i <= 0x3e7; i++)
        {
            filter.Add(IPAddress.Parse("2001:db8::" + i.ToString("x", CultureInfo.InvariantCulture)));
        }

        var row = Rows(static id => id == "0670").Single();
        Convert.ToHexString(filter.Bytes).ShouldBe(Convert.ToHexString(row.File), row.ToString());
        filter.Estimate().ShouldBe(1224.9308, 0.0001);
    }

    [VectorFact]
    public void Every_row_is_looked_at()
    {
        static bool IsElsewhere(string id) => IsWithin(id, "0647", "0671");

        Vectors.Of("krpc").Select(static row => row.Id)
            .Where(id => !Datagrams.ContainsKey(id) && !Refused.ContainsKey(id) && !Wanted.ContainsKey(id) && !IsElsewhere(id))
            .ShouldBeEmpty();
    }

    private static bool IsWithin(string id, string first, string last) => string.CompareOrdinal(id, first) >= 0 && string.CompareOrdinal(id, last) <= 0;

    private static IEnumerable<VectorRow> Rows(Func<string, bool> isWanted) => Vectors.Of("krpc").Where(row => isWanted(row.Id));

    private static byte[] Abc500()
    {
        var content = new byte[500];
        for (var i = 0; i < content.Length; i++)
        {
            content[i] = (byte)"abc"[i % 3];
        }

        var output = new System.Buffers.ArrayBufferWriter<byte>();
        new BencodeWriter(output).WriteString(content);
        return output.WrittenSpan.ToArray();
    }
}
