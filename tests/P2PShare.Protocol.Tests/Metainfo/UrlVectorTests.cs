using System.Text;
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

    private static bool IsTracker(VectorRow row) => WebAddress.IsTracker(Encoding.UTF8.GetString(row.File));
}
