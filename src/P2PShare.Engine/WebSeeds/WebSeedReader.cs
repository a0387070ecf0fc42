using System.Net;
using P2PShare.Engine.Discovery;
using P2PShare.Net.Transport;

namespace P2PShare.Engine.WebSeeds;

/// <summary>Reads ranges of files from web servers: in bounded time, never more than was asked for, and only what the server says is that range.</summary>
internal sealed class WebSeedReader(HttpConnector connector, TrackerHosts hosts, TimeProvider time)
{
    private const int MaxRedirects = 5;

    /// <summary>From the name to the last byte of a range, redirects included.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>The addresses of a URL's host that it may lead to, IPv4 first.</summary>
    public async ValueTask<IReadOnlyList<IPAddress>> FindAsync(Uri url, CancellationToken cancellationToken) =>
    [
        .. (await hosts.FindAsync(url, TrackerFamily.IPv4, cancellationToken)).Addresses,
        .. (await hosts.FindAsync(url, TrackerFamily.IPv6, cancellationToken)).Addresses,
    ];

    /// <summary>Fills a buffer with the bytes of a file.</summary>
    /// <param name="url">The file.</param>
    /// <param name="offset">Where in it.</param>
    /// <param name="fileLength">Bytes of the whole file, as the torrent says.</param>
    /// <param name="destination">Filled whole.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What went wrong, as a clause for users; null when nothing did.</returns>
    public async Task<string?> ReadAsync(Uri url, long offset, long fileLength, Memory<byte> destination, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await FollowAsync(url, offset, fileLength, destination, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "it took too long to answer";
        }
        catch (HttpRequestException exception)
        {
            return exception.InnerException is NetException cause ? $"it cannot be reached: {cause.Message}"
                : exception.HttpRequestError == HttpRequestError.SecureConnectionError ? "its certificate is not trusted"
                : "it cannot be reached";
        }
        catch (IOException)
        {
            return "it broke off its answer";
        }
    }

    private async Task<string?> FollowAsync(Uri url, long offset, long fileLength, Memory<byte> destination, CancellationToken cancellationToken)
    {
        var problem = WebSeedReach.Judge(url);
        for (var redirects = 0; redirects <= MaxRedirects && problem is null; redirects++)
        {
            var addresses = await FindAsync(url, cancellationToken);
            if (addresses.Count == 0)
            {
                return "its host name leads nowhere";
            }

            var family = addresses[0].IsIPv4() ? TrackerFamily.IPv4 : TrackerFamily.IPv6;
            using var response = await connector.GetRangeAsync(url, family, addresses, offset, destination.Length, cancellationToken);
            if ((int)response.StatusCode is < 300 or >= 400 || response.Headers.Location is not { } location || !Uri.TryCreate(url, location, out var next))
            {
                return await TakeAsync(response, offset, fileLength, destination, cancellationToken);
            }

            problem = WebSeedReach.JudgeRedirect(url, next);
            url = next;
        }

        return problem ?? "it redirects too often";
    }

    private static async Task<string?> TakeAsync(
        HttpResponseMessage response, long offset, long fileLength, Memory<byte> destination, CancellationToken cancellationToken)
    {
        if (Refuse(response, offset, fileLength, destination.Length) is { } problem)
        {
            return problem;
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await body.ReadExactlyAsync(destination, cancellationToken);
        return null;
    }

    /// <summary>Why an answer is not the range that was asked for; null when it is. A whole file is taken where all of it was wanted.</summary>
    private static string? Refuse(HttpResponseMessage response, long offset, long fileLength, int length)
    {
        if (response.Content.Headers.ContentEncoding.Count > 0)
        {
            return "its answer is encoded in a way that was not asked for";
        }

        switch (response.StatusCode)
        {
            case HttpStatusCode.PartialContent:
                var range = response.Content.Headers.ContentRange;
                return range is { Unit: "bytes" } && range.From == offset && range.To == offset + length - 1 && (range.Length ?? fileLength) == fileLength
                    ? null
                    : "it has a file of another length, or sends another range than was asked for";
            case HttpStatusCode.OK when offset == 0 && length == fileLength && response.Content.Headers.ContentLength == fileLength:
                return null;
            case HttpStatusCode.OK:
                return "it sends whole files only";
            default:
                return $"it answers with HTTP status {(int)response.StatusCode}";
        }
    }
}
