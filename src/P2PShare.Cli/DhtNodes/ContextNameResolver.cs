using System.Net;
using P2PShare.Net.Names;
using P2PShare.Net.Transport;

namespace P2PShare.Cli.DhtNodes;

/// <summary>Names as the command's world knows them.</summary>
internal sealed class ContextNameResolver(CommandContext context) : INameResolver
{
    public async ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var address))
        {
            return [address];
        }

        try
        {
            return await context.Services.Resolve(host, cancellationToken);
        }
        catch (NetException)
        {
            return [];
        }
    }
}
