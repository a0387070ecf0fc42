using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace P2PShare.Tracker.Http;

/// <summary>What a tracker shows besides its answers: counts, never an address and never a torrent.</summary>
/// <param name="options">What is served.</param>
/// <param name="statistics">The counts now.</param>
/// <param name="announceUrls">Under which URLs it is announced to, as they are known.</param>
internal sealed class TrackerPages(TrackerOptions options, Func<TrackerStatistics> statistics, Func<IReadOnlyList<string>> announceUrls)
{
    /// <summary>The counts as JSON.</summary>
    public HttpReply Stats()
    {
        var now = statistics();
        var document = new StatsDocument(
            Math.Round(now.Uptime.TotalSeconds, 3), options.Interval.TotalSeconds, now.Torrents, now.Peers, now.Seeds, now.Leechers,
            now.HttpAnnounces, now.UdpAnnounces, now.Scrapes, now.Refused, now.Dropped);
        return new HttpReply(200, "application/json; charset=utf-8", JsonSerializer.SerializeToUtf8Bytes(document, TrackerJson.Default.StatsDocument));
    }

    /// <summary>The counts for Prometheus.</summary>
    public HttpReply Metrics()
    {
        var now = statistics();
        var text = new StringBuilder();
        Add(text, "uptime_seconds", "gauge", "Time since the start.", "", now.Uptime.TotalSeconds);
        Add(text, "torrents", "gauge", "Torrents kept.", "", now.Torrents);
        Add(text, "peers", "gauge", "Peers kept.", "{kind=\"seed\"}", now.Seeds, "{kind=\"leecher\"}", now.Leechers);
        Add(text, "announces_total", "counter", "Announces answered.", "{protocol=\"http\"}", now.HttpAnnounces, "{protocol=\"udp\"}", now.UdpAnnounces);
        Add(text, "scrapes_total", "counter", "Scrapes answered.", "", now.Scrapes);
        Add(text, "refused_total", "counter", "Requests refused with a reason.", "", now.Refused);
        Add(text, "dropped_total", "counter", "Datagrams that were no request of a known client.", "", now.Dropped);
        return new HttpReply(200, "text/plain; version=0.0.4; charset=utf-8", Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>A page for people.</summary>
    public HttpReply Home()
    {
        var now = statistics();
        var urls = string.Concat(announceUrls().Select(static url => $"<li><code>{WebUtility.HtmlEncode(url)}</code></li>"));
        var served = options.Allowed is { } allowed ? string.Create(CultureInfo.InvariantCulture, $"{allowed.Count} chosen torrents") : "any torrent";
        var page = string.Create(CultureInfo.InvariantCulture, $$"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>p2pshare tracker</title>
            <style>
            body { font: 1rem/1.6 system-ui, sans-serif; max-width: 36rem; margin: 3rem auto; padding: 0 1rem; color: #222; background: #fafafa }
            td { padding-right: 2rem }
            @media (prefers-color-scheme: dark) { body { color: #ddd; background: #1a1a1a } a { color: #8bf } }
            </style>
            </head>
            <body>
            <h1>p2pshare tracker</h1>
            <p>Helps people who share the same torrent to find each other. It holds no content. It serves {{served}}.</p>
            <p>Announce to:</p>
            <ul>{{urls}}</ul>
            <table>
            <tr><td>Torrents</td><td>{{now.Torrents}}</td></tr>
            <tr><td>Seeds</td><td>{{now.Seeds}}</td></tr>
            <tr><td>Leechers</td><td>{{now.Leechers}}</td></tr>
            <tr><td>Announces</td><td>{{now.HttpAnnounces + now.UdpAnnounces}}</td></tr>
            </table>
            <p>For programs: <a href="/stats">/stats</a>, <a href="/metrics">/metrics</a></p>
            </body>
            </html>

            """);
        return new HttpReply(200, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(page));
    }

    private static void Add(StringBuilder text, string name, string type, string help, string labels, double value) =>
        AddValue(AddHead(text, name, type, help), name, labels, value);

    private static void Add(
        StringBuilder text, string name, string type, string help, string labels, double value, string otherLabels, double otherValue) =>
        AddValue(AddValue(AddHead(text, name, type, help), name, labels, value), name, otherLabels, otherValue);

    private static StringBuilder AddHead(StringBuilder text, string name, string type, string help) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP p2pshare_tracker_{name} {help}\n# TYPE p2pshare_tracker_{name} {type}\n");

    private static StringBuilder AddValue(StringBuilder text, string name, string labels, double value) =>
        text.Append(CultureInfo.InvariantCulture, $"p2pshare_tracker_{name}{labels} {value}\n");
}
