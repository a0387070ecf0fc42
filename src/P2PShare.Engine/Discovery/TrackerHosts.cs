using System.Net;
using P2PShare.Net.Addresses;
using P2PShare.Net.Names;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Engine.Discovery;

/// <summary>Turns the hosts that trackers' URLs and answers name into addresses, and keeps those that may be contacted.</summary>
internal sealed class TrackerHosts(INameResolver names, TimeProvider time)
{
    /// <summary>Of one answer; each is a question to a name server that a stranger makes us ask.</summary>
    private const int MaxNamedPeers = 10;

    private static readonly TimeSpan NameLimit = TimeSpan.FromSeconds(10);

    /// <summary>The addresses of a URL's host in one family that it may lead to. None where there are none.</summary>
    /// <param name="url">Says the host.</param>
    /// <param name="family">The family.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<HostAddresses> FindAsync(Uri url, TrackerFamily family, CancellationToken cancellationToken)
    {
        var all = await ResolveAsync(url.IdnHost, cancellationToken);
        var reach = TrackerReach.Of(url);
        var allowed = all.Where(address => TrackerReach.Allows(reach, address)).ToList();
        return new HostAddresses
        {
            Addresses = [.. allowed.Where(address => address.IsIPv4() == (family == TrackerFamily.IPv4))],
            Problem = all.Count == 0 ? "the tracker's host name is not known"
                : allowed.Count == 0 ? "the tracker's host name leads into the local network"
                : $"the tracker has no {family} address",
        };
    }

    /// <summary>An answer with the peers that whoever told them may tell, those named by host included.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="teller">The scope of the tracker's address.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<AnnounceResponse> JudgeAsync(AnnounceResponse response, AddressScope teller, CancellationToken cancellationToken)
    {
        var named = await Task.WhenAll(response.NamedPeers.Take(MaxNamedPeers).Select(peer => ResolveAsync(peer, cancellationToken)));
        return response with
        {
            Peers = [.. response.Peers.Concat(named.SelectMany(static peers => peers)).Where(peer => AddressScopes.Believes(teller, peer)).Distinct()],
            NamedPeers = [],
            ExternalAddress = response.ExternalAddress is { } address && AddressScopes.Believes(teller, address) ? address : null,
        };
    }

    private async Task<IEnumerable<IPEndPoint>> ResolveAsync(DnsEndPoint peer, CancellationToken cancellationToken) =>
        (await ResolveAsync(peer.Host, cancellationToken)).Select(address => new IPEndPoint(address, peer.Port));

    private async ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return [literal.Unmap()];
        }

        using var limit = new CancellationTokenSource(NameLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await names.ResolveAsync(host, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [];
        }
    }
}
