using System.Net;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Engine.Discovery;

/// <summary>
/// Fetches what a tracker answers: follows a few redirects where they may lead, and ends in bounded time with a bounded body, whatever the
/// other side does.
/// </summary>
internal sealed class HttpFetcher(HttpConnector connector, TrackerHosts hosts, TimeProvider time)
{
    private const int MaxRedirects = 5;
    private const int MaxBrokenOff = 3;

    /// <summary>From the name to the last byte, redirects included.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Sends a GET over one family.</summary>
    /// <exception cref="OperationCanceledException">The token ended it.</exception>
    public async Task<HttpFetch> GetAsync(Uri url, TrackerFamily family, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await FollowAsync(url, family, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HttpFetch.Failed("the tracker took too long to answer");
        }
        catch (HttpRequestException exception)
        {
            return HttpFetch.Failed(Describe(exception));
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            return HttpFetch.Failed(exception is InvalidDataException ? "the tracker's answer is damaged" : "the tracker broke off its answer");
        }
    }

    private async Task<HttpFetch> FollowAsync(Uri url, TrackerFamily family, CancellationToken cancellationToken)
    {
        for (var redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            var host = await hosts.FindAsync(url, family, cancellationToken);
            if (host.Addresses.Count == 0)
            {
                return HttpFetch.Failed(host.Problem) with { WasSkipped = true };
            }

            using var response = await AskAsync(url, family, host.Addresses, cancellationToken);
            if (!IsRedirect(response))
            {
                return await ReadAsync(response, cancellationToken) with { Teller = host.Teller };
            }

            if (Next(url, response, out var next) is { } problem)
            {
                return HttpFetch.Failed(problem);
            }

            url = next!;
        }

        return HttpFetch.Failed("the tracker redirects too often");
    }

    private async Task<HttpResponseMessage> AskAsync(Uri url, TrackerFamily family, IReadOnlyList<IPAddress> addresses, CancellationToken cancellationToken)
    {
        for (var left = MaxBrokenOff; ; left--)
        {
            try
            {
                return await connector.GetAsync(url, family, addresses, cancellationToken);
            }
            catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ResponseEnded && left > 0)
            {
                // Busy trackers close connections as the next request is on its way; the same announce twice does no harm.
            }
        }
    }

    private static async Task<HttpFetch> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var body = await BoundedBody.ReadAsync(stream, cancellationToken);
        switch (response.Content.Headers.ContentEncoding)
        {
            case { Count: 0 }:
                break;
            case { Count: 1 } encodings when encodings.First() is var encoding && (encoding == "gzip" || encoding == "x-gzip"):
                body = body is { } deflated ? await BoundedBody.InflateAsync(deflated, cancellationToken) : null;
                break;
            default:
                return HttpFetch.Failed("the tracker's answer is encoded in a way that was not asked for");
        }

        return body is { } read ? new HttpFetch { Status = (int)response.StatusCode, Body = read } : HttpFetch.Failed("the tracker's answer is too long");
    }

    private static bool IsRedirect(HttpResponseMessage response) => response.StatusCode
        is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
        or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    // Why a redirect is not followed; null when it is.
    private static string? Next(Uri url, HttpResponseMessage response, out Uri? next)
    {
        next = null;
        if (!response.Headers.TryGetValues("Location", out var values) || !Uri.TryCreate(url, values.First(), out var target))
        {
            return "the tracker redirects to nowhere";
        }

        if (!TrackerUrl.TryParse(target.AbsoluteUri, out var judged, out _) || judged.IsUdp)
        {
            return "the tracker redirects to an address that is not to be used";
        }

        next = judged.Uri;
        return TrackerReach.JudgeRedirect(url, next);
    }

    private static string Describe(HttpRequestException exception) => exception.HttpRequestError switch
    {
        HttpRequestError.SecureConnectionError => "the tracker's certificate is not trusted",
        HttpRequestError.ConfigurationLimitExceeded => "the tracker's answer has too many headers",
        HttpRequestError.InvalidResponse => "the tracker does not speak HTTP",
        HttpRequestError.ResponseEnded => "the tracker broke off its answer",
        _ when exception.InnerException is NetException cause => $"the tracker cannot be reached: {cause.Message}",
        _ => "the tracker cannot be reached",
    };
}
