using System.Net;
using P2PShare.Cli.Wording;
using P2PShare.Net.Transport;

namespace P2PShare.Cli.Inputs;

/// <summary>Fetches torrents by URL: bounded in size and time, certificates checked, never from https down to http.</summary>
internal sealed class TorrentDownload : IDisposable
{
    private const int MaxRedirects = 5;

    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(60);

    private readonly CommandContext _context;
    private readonly HttpMessageInvoker _http;

    public TorrentDownload(CommandContext context)
    {
        _context = context;
        _http = new HttpMessageInvoker(context.Services.CreateHttp());
    }

    /// <summary>Whether an argument is something to fetch.</summary>
    public static bool IsUrl(string argument) =>
        argument.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || argument.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    /// <summary>The torrent file's bytes.</summary>
    /// <exception cref="CommandException">There is nothing, or too much of it, or it takes too long.</exception>
    public async Task<byte[]> GetAsync(string url, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address))
        {
            throw new CommandException(UserError.DownloadFailed(url, "it is no proper URL"));
        }

        using var deadline = new CancellationTokenSource(MaxTime, _context.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using var response = await FollowAsync(address, linked.Token);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new CommandException(UserError.DownloadFailed(url, $"the server answered {(int)response.StatusCode} {response.ReasonPhrase}"));
            }

            if (response.Content.Headers.ContentLength > TorrentLoader.MaxLength)
            {
                throw TooLong(url);
            }

            await using var body = await response.Content.ReadAsStreamAsync(linked.Token);
            return await BoundedReader.ReadAsync(body, TorrentLoader.MaxLength, linked.Token)
                ?? throw TooLong(url);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandException(UserError.DownloadFailed(url, $"it takes longer than {Units.Duration(MaxTime)}"));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or NetException)
        {
            throw new CommandException(UserError.DownloadFailed(url, exception.InnerException?.Message ?? exception.Message), exception);
        }
    }

    public void Dispose() => _http.Dispose();

    private static CommandException TooLong(string url) => new(UserError.DownloadFailed(url, $"it is longer than {Units.Size(TorrentLoader.MaxLength)}"));

    /// <summary>The first answer that is no redirect, its headers read and its body not.</summary>
    private async Task<HttpResponseMessage> FollowAsync(Uri address, CancellationToken cancellationToken)
    {
        var asked = address.OriginalString;
        var addresses = await AddressesAsync(address, cancellationToken);
        for (var redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            var response = await GetAsync(address, addresses, cancellationToken);
            if (response.StatusCode is < HttpStatusCode.Ambiguous or >= HttpStatusCode.BadRequest
                || response.Headers.Location is not { } location
                || !Uri.TryCreate(address, location, out var next))
            {
                return response;
            }

            response.Dispose();
            var nextAddresses = await AddressesAsync(next, cancellationToken);
            if (RedirectPolicy.Judge(address, addresses, next, nextAddresses) is { } reason)
            {
                throw new CommandException(UserError.DownloadFailed(asked, reason, "Pass the address itself if you trust it."));
            }

            (address, addresses) = (next, nextAddresses);
        }

        throw new CommandException(UserError.DownloadFailed(asked, "the server sends us on too often"));
    }

    private async Task<HttpResponseMessage> GetAsync(Uri address, IReadOnlyList<IPAddress> addresses, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.UserAgent.ParseAdd(Product.Agent);
        request.Options.Set(PinnedHttp.Addresses, addresses);
        return await _http.SendAsync(request, cancellationToken);
    }

    private async Task<IReadOnlyList<IPAddress>> AddressesAsync(Uri url, CancellationToken cancellationToken) =>
        IPAddress.TryParse(url.IdnHost, out var address) ? [address] : await _context.Services.Resolve(url.IdnHost, cancellationToken);
}
