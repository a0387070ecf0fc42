using System.CommandLine;
using System.Net;
using P2PShare.Dht;
using P2PShare.Net.Transport;

namespace P2PShare.Cli.DhtNodes;

/// <summary>A node of the DHT for as long as a command runs, with its sockets.</summary>
internal sealed class DhtSession : IAsyncDisposable
{
    private readonly List<SharedDatagramSocket> _sockets = [];

    private DhtSession(DhtOptions options, IReadOnlyList<IPEndPoint> endPoints, DhtState? state, CommandContext context)
    {
        var transport = context.Services.Datagrams();
        foreach (var endPoint in endPoints)
        {
            _sockets.Add(new SharedDatagramSocket(transport.Bind(endPoint)));
        }

        Node = new DhtNode(_sockets, options, new DhtServices { Time = context.Time, Names = new ContextNameResolver(context) }, state);
    }

    public DhtNode Node { get; }

    public IEnumerable<IPEndPoint> EndPoints => _sockets.Select(static socket => socket.LocalEndPoint);

    /// <summary>Binds and begins to join.</summary>
    /// <exception cref="NetException">An address or port cannot be bound.</exception>
    public static DhtSession Open(ParseResult parsed, DhtSettings settings, CommandContext context, bool isReadOnly, DhtState? state = null)
    {
        var session = new DhtSession(
            new DhtOptions { Routers = settings.Routers(parsed), IsReadOnly = isReadOnly }, settings.EndPoints(parsed, context), state, context);
        session.Node.Start();
        return session;
    }

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        foreach (var socket in _sockets)
        {
            await socket.DisposeAsync();
        }
    }
}
