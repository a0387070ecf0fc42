using System.Globalization;
using System.Text;
using P2PShare.Engine.Discovery;
using P2PShare.Testing;
using Shouldly;

namespace P2PShare.Engine.Tests.Discovery;

public sealed class HttpVectorTests
{
    /// <summary>Whole HTTP responses.</summary>
    private static readonly string[] Responses = ["0951", "0952", "0953", "0954", "0955", "0956", "0957", "0958", "0959"];

    /// <summary>Bodies in gzip.</summary>
    private static readonly string[] Gzipped = ["0960", "0961", "0962"];

    /// <summary>Where the base library's HTTP ends otherwise than the row says, and why that does no harm.</summary>
    private static readonly Dictionary<string, string> Differences = new()
    {
        ["0955"] = "beside chunked encoding a length does not count, and the chunks are missing: both end it",
        ["0957"] = "a range that was not asked for is not looked at; status 206 is no success for an announce",
        ["0958"] = "a status without a reason is taken; status 206 is no success for an announce",
    };

    [VectorFact]
    public async Task Every_http_response_comes_out_as_its_maker_says()
    {
        var wrong = new List<string>();
        foreach (var row in Vectors.Of("http-tracker").Where(row => Responses.Contains(row.Id) || Gzipped.Contains(row.Id)))
        {
            await using var world = new TrackerWorld();
            world.Serve("203.0.113.1", Encoding.Latin1.GetString(Gzipped.Contains(row.Id) ? Wrap(row.File) : row.File));
            var fetching = world.Fetcher.GetAsync(new Uri("http://203.0.113.1/announce"), TrackerFamily.IPv4, CancellationToken.None);
            await world.Time.AdvanceUntilAsync(fetching, TimeSpan.FromMilliseconds(500));
            var fetched = await fetching;
            var isTaken = fetched is { Problem: null, Status: 200 };
            if (isTaken != (row.Outcome == "valid"))
            {
                wrong.Add($"{row}: {fetched}");
            }

            if (isTaken && row.Id == "0951")
            {
                Encoding.Latin1.GetString(fetched.Body.Span).ShouldBe(row.Expected);
            }
        }

        wrong.ShouldBeEmpty();
        Differences.Keys.ShouldBeSubsetOf(Responses);
    }

    private static byte[] Wrap(byte[] body) =>
        [.. Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {body.Length}\r\n\r\n")), .. body];
}
