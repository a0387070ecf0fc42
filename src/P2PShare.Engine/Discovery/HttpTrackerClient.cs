using P2PShare.Protocol.Trackers;

namespace P2PShare.Engine.Discovery;

/// <summary>Announces over HTTP. BEP 3, 7, 23.</summary>
internal sealed class HttpTrackerClient(HttpFetcher fetcher, TrackerHosts hosts) : ITrackerClient
{
    // The query is as we wrote it: the base library would take some of its escapes for mistakes.
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public async Task<TrackerAnswer> AnnounceAsync(
        TrackerUrl tracker, AnnounceRequest request, TrackerFamily family, CancellationToken cancellationToken)
    {
        var fetched = await fetcher.GetAsync(UrlOf(tracker, request), family, cancellationToken);
        if (fetched.Problem is { } problem)
        {
            return fetched.WasSkipped ? TrackerAnswer.Skipped(problem) : TrackerAnswer.Failed(problem);
        }

        var isAnswer = HttpAnnounceCodec.TryRead(fetched.Body, out var response);
        if (fetched.Status != 200)
        {
            return isAnswer && response!.FailureReason is not null ? TrackerAnswer.Of(response) : TrackerAnswer.Failed($"the tracker answers with HTTP status {fetched.Status}");
        }

        return isAnswer
            ? TrackerAnswer.Of(await hosts.JudgeAsync(response!, fetched.Teller, cancellationToken))
            : TrackerAnswer.Failed("the tracker's answer is not bencoded");
    }

    private static Uri UrlOf(TrackerUrl tracker, AnnounceRequest request)
    {
        var url = tracker.Uri.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped);
        return new Uri($"{url}{(tracker.Uri.Query.Length == 0 ? '?' : '&')}{AnnounceQuery.Write(request)}", AsWritten);
    }
}
