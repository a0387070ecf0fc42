using System.Collections.Concurrent;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Engine.Discovery;

/// <summary>A torrent's announce URLs, sorted into those that are used and those that are refused.</summary>
internal sealed class TrackerUrls
{
    /// <summary>More tell nothing new, and each refusal is said to the user.</summary>
    private const int MaxRefused = 10;

    /// <summary>Torrents of as many trackers as this have few in common.</summary>
    private const int MaxKnown = 1000;

    /// <summary>Sorts them.</summary>
    /// <param name="tiers">As the torrent, or the user, has them.</param>
    /// <param name="known">URLs that were read before, by their text: those of thousands of torrents are the same few. Is added to.</param>
    public TrackerUrls(IReadOnlyList<IReadOnlyList<string>> tiers, ConcurrentDictionary<string, TrackerUrl>? known = null)
    {
        var used = new List<IReadOnlyList<TrackerUrl>>();
        var refused = new List<(string Url, string Problem)>();
        var seen = new HashSet<string>();
        foreach (var tier in tiers)
        {
            var urls = new List<TrackerUrl>();
            foreach (var text in tier.Where(seen.Add))
            {
                if (Read(text, known, out var url) is { } problem)
                {
                    refused.Add((TrackerUrl.Redact(text), problem));
                }
                else
                {
                    urls.Add(url!);
                }
            }

            used.Add(urls);
        }

        Tiers = used;
        Refused = [.. refused.Take(MaxRefused)];
    }

    /// <summary>Those that are used, each once.</summary>
    public IReadOnlyList<IReadOnlyList<TrackerUrl>> Tiers { get; }

    /// <summary>Some of those that are not, fit to be shown, and why.</summary>
    public IReadOnlyList<(string Url, string Problem)> Refused { get; }

    private static string? Read(string text, ConcurrentDictionary<string, TrackerUrl>? known, out TrackerUrl? url)
    {
        if (known is null)
        {
            return Judge(text, out url);
        }

        if (known.TryGetValue(text, out url))
        {
            return null;
        }

        var problem = Judge(text, out url);
        if (problem is null && known.Count < MaxKnown)
        {
            url = known.GetOrAdd(text, url!);
        }

        return problem;
    }

    private static string? Judge(string text, out TrackerUrl? url) =>
        TrackerUrl.TryParse(text, out url, out var problem) ? TrackerReach.Judge(url.Uri) : problem;
}
