using Microsoft.Extensions.Logging;
using P2PShare.Cli.Inputs;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Transfers;

/// <summary>Reads torrents that are only to be looked at. For a link an engine is run until peers have said what it stands for.</summary>
internal sealed class TorrentReader(CommandContext context, TorrentLoader loader, TransferSettings settings, ILoggerFactory logging, Action<string> warn)
{
    /// <summary>How long peers are asked when nobody says how long.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Reads whatever the argument names.</summary>
    /// <exception cref="CommandException">It names nothing that can be used, or nobody had it.</exception>
    public async Task<TorrentMetainfo> ReadAsync(string argument, CancellationToken cancellationToken) => await loader.LoadAsync(argument, cancellationToken) switch
    {
        TorrentInput.File file => file.Metainfo,
        TorrentInput.Link link => await FindAsync(link.Magnet, cancellationToken),
        _ => throw new InvalidOperationException("There are two kinds of input."),
    };

    private async Task<TorrentMetainfo> FindAsync(MagnetLink magnet, CancellationToken cancellationToken)
    {
        var limited = settings.Stop is { Timeout: null, StallTimeout: null } ? settings with { Stop = settings.Stop with { Timeout = DefaultTimeout } } : settings;
        var engine = context.Services.CreateEngine(settings.ToEngineOptions(), logging);
        await using (engine)
        {
            await engine.StartAsync(cancellationToken);
            var named = await PeerNames.ResolveAsync(context, settings.Peers, warn, cancellationToken);
            return (await new LinkFinder(context, engine, limited, named, warn).FindAsync(magnet, Ignore, cancellationToken)).Metainfo;
        }
    }

    private static void Ignore(ITransferThing search)
    {
        // It takes seconds: there is nothing to watch.
    }
}
