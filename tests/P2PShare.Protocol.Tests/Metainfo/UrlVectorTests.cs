using System.Text;
using System.Text.Json;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using Shouldly;

namespace P2PShare.Protocol.Tests.Metainfo;

public sealed class UrlVectorTests
{
    /// <summary>Rows that come out otherwise here, and why. A row that no longer differs fails too.</summary>
    private static readonly Dictionary<string, string> Differences = new()
    {
        ["0908"] = "names of containers have underscores, and trackers run in containers",
    };

    [VectorFact]
    public void Every_row_about_announce_URLs_is_judged_as_its_maker_says()
    {
        var rows = Vectors.Of("url").Where(row => !row.Expected.Contains("redirect", StringComparison.Ordinal)).ToList();

        var wrong = rows.Where(row => (IsTracker(row) == (row.Outcome == "valid")) == Differences.ContainsKey(row.Id)).ToList();

        rows.Count.ShouldBe(40);
        wrong.ShouldBeEmpty();
    }

    /// <summary>Relative locations are resolved by <see cref="Uri"/>, whose results are in normal form; here it is shown that they mean what the rows say.</summary>
    [VectorFact]
    public void Every_row_about_the_target_of_a_redirect_leads_where_its_maker_says()
    {
        var rows = Vectors.Of("url").Where(row => row.Expected == "redirect resolution").ToList();

        rows.Count.ShouldBe(11);
        foreach (var row in rows)
        {
            using var document = JsonDocument.Parse(row.File);
            var isBase = Uri.TryCreate(document.RootElement.GetProperty("base").GetString(), UriKind.Absolute, out var address);

            // A base that is no URL is no tracker, and so cannot redirect.
            isBase.ShouldBe(row.Id != "0919", row.ToString());
            if (isBase)
            {
                Uri.TryCreate(address, document.RootElement.GetProperty("location").GetString(), out var target).ShouldBeTrue();
                target.ShouldBe(new Uri(document.RootElement.GetProperty("result").GetString()!), row.ToString());
            }
        }
    }

    /// <summary>No part of this program compares origins: what may follow what is judged by how public each address is. The rows are only counted.</summary>
    [VectorFact]
    public void There_is_no_further_kind_of_row()
    {
        Vectors.Of("url").Count(row => row.Expected == "same-origin policy for redirects").ShouldBe(65 - 40 - 11);
    }

    private static bool IsTracker(VectorRow row) => WebAddress.IsTracker(Encoding.UTF8.GetString(row.File));
}
