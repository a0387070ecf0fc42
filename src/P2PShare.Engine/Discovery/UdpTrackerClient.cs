using System.Net;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Engine.Discovery;

/// <summary>
/// Announces over UDP, from one socket for each family, opened when it is first needed. Each try waits twice as long as the one before.
/// BEP 15, 41.
/// </summary>
internal sealed class UdpTrackerClient : ITrackerClient, IAsyncDisposable
{
    /// <summary>BEP 15 goes on for hours; a next tracker or a later announce does more good.</summary>
    private const int MaxTries = 3;

    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(15);

    private readonly TrackerHosts _hosts;
    private readonly TimeProvider _time;
    private readonly UdpConnectionCache _connections;
    private readonly Lazy<UdpTransactions?> _ipv4;
    private readonly Lazy<UdpTransactions?> _ipv6;

    public UdpTrackerClient(IDatagramTransport datagrams, TrackerHosts hosts, IPAddress? local, TimeProvider time)
    {
        _hosts = hosts;
        _time = time;
        _connections = new UdpConnectionCache(time);
        _ipv4 = new Lazy<UdpTransactions?>(() => Open(datagrams, local ?? IPAddress.Any));
        _ipv6 = new Lazy<UdpTransactions?>(() => Open(datagrams, local ?? IPAddress.IPv6Any));
    }

    public async Task<TrackerAnswer> AnnounceAsync(
        TrackerUrl tracker, AnnounceRequest request, TrackerFamily family, CancellationToken cancellationToken)
    {
        var host = await _hosts.FindAsync(tracker.Uri, family, cancellationToken);
        if (host.Addresses.Count == 0)
        {
            return TrackerAnswer.Skipped(host.Problem);
        }

        if ((family == TrackerFamily.IPv4 ? _ipv4 : _ipv6).Value is not { } transactions)
        {
            return TrackerAnswer.Skipped($"no {family} socket can be opened");
        }

        var endPoints = host.Addresses.Select(address => new IPEndPoint(address, tracker.Uri.Port)).ToList();
        var answer = await AnnounceAsync(transactions, endPoints, request, UrlDataOf(tracker), cancellationToken);
        return answer.IsSuccess ? TrackerAnswer.Of(await _hosts.JudgeAsync(answer.Response!, host.Teller, cancellationToken)) : answer;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var socket in new[] { _ipv4, _ipv6 })
        {
            if (socket is { IsValueCreated: true, Value: { } transactions })
            {
                await transactions.DisposeAsync();
            }
        }
    }

    private async Task<TrackerAnswer> AnnounceAsync(
        UdpTransactions transactions, List<IPEndPoint> endPoints, AnnounceRequest request, string urlData, CancellationToken cancellationToken)
    {
        var wait = FirstWait;
        for (var tries = 0; tries < MaxTries; tries++, wait *= 2)
        {
            var endPoint = endPoints[tries % endPoints.Count];

            // A connect that is not answered takes up the try: the tracker is as silent to the one as to the other.
            if (!_connections.TryGet(endPoint, out var connectionId))
            {
                if (await transactions.AskAsync(endPoint, ConnectRequest(), wait, cancellationToken) is not { } connected)
                {
                    continue;
                }

                if (!UdpConnectCodec.TryReadResponse(connected, out connectionId))
                {
                    return Refusal(connected);
                }

                _connections.Put(endPoint, connectionId);
            }

            var datagram = new byte[UdpAnnounceCodec.SizeOfRequest(urlData)];
            UdpAnnounceCodec.WriteRequest(datagram, connectionId, transactionId: 0, request, urlData);
            if (await transactions.AskAsync(endPoint, datagram, wait, cancellationToken) is { } answered)
            {
                return Read(answered, endPoint);
            }
        }

        return TrackerAnswer.Failed("the tracker does not answer");
    }

    private TrackerAnswer Read(byte[] datagram, IPEndPoint endPoint)
    {
        var peerSize = endPoint.Address.IsIPv4() ? CompactPeers.IPv4Size : CompactPeers.IPv6Size;
        if (UdpAnnounceCodec.TryReadResponse(datagram, peerSize, out var response))
        {
            return TrackerAnswer.Of(response);
        }

        // It may have forgotten the connection id: the next announce asks for another.
        _connections.Remove(endPoint);
        return Refusal(datagram);
    }

    private static TrackerAnswer Refusal(byte[] datagram) => UdpErrorCodec.TryReadResponse(datagram, out var message)
        ? TrackerAnswer.Of(new AnnounceResponse { FailureReason = message })
        : TrackerAnswer.Failed("the tracker's answer makes no sense");

    private static byte[] ConnectRequest()
    {
        var request = new byte[UdpRequestHeader.Size];
        UdpRequestHeader.Connect(transactionId: 0).Write(request);
        return request;
    }

    private static string UrlDataOf(TrackerUrl tracker) => tracker.Uri.PathAndQuery is "/" ? "" : tracker.Uri.PathAndQuery;

    // Null where the family is not to be had: the machine does not have it, or it is not the one that the user chose.
    private UdpTransactions? Open(IDatagramTransport datagrams, IPAddress local)
    {
        try
        {
            return new UdpTransactions(datagrams.Bind(new IPEndPoint(local, 0)), _time);
        }
        catch (NetException)
        {
            return null;
        }
    }
}
