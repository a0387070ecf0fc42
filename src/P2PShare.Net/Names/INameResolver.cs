using System.Net;

namespace P2PShare.Net.Names;

/// <summary>Finds the addresses of hosts by name. The system's in the program, a table in tests.</summary>
public interface INameResolver
{
    /// <summary>The addresses of a host, of both families, in the order in which they are to be tried; empty when the name leads nowhere. Never throws for what a name server does.</summary>
    ValueTask<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellationToken);
}
