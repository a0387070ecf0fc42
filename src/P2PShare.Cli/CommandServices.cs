using System.Net;
using Microsoft.Extensions.Logging;
using P2PShare.Cli.Transfers;
using P2PShare.Engine;
using P2PShare.Engine.Storage;
using P2PShare.Net.Transport;

namespace P2PShare.Cli;

/// <summary>Makes what commands work with, when they ask for it: a command that needs no network pays for none.</summary>
internal sealed record CommandServices
{
    /// <summary>All operations on files of content.</summary>
    public required Func<IFileSystem> Files { get; init; }

    /// <summary>Datagrams, for the tracker.</summary>
    public required Func<IDatagramTransport> Datagrams { get; init; }

    /// <summary>Makes an engine that does nothing yet.</summary>
    public required Func<EngineOptions, ILoggerFactory, ITransferEngine> CreateEngine { get; init; }

    /// <summary>What fetches torrents by URL, from the addresses in <see cref="Inputs.PinnedHttp.Addresses"/> alone. The caller owns it.</summary>
    public required Func<HttpMessageHandler> CreateHttp { get; init; }

    /// <summary>Runs a program to its end, passing on the lines that it prints; the exit code. Throws <see cref="IOException"/> where it cannot be started.</summary>
    public required Func<ProgramCall, Action<string>, CancellationToken, Task<int>> RunProgram { get; init; }

    /// <summary>The addresses of a host name. Throws <see cref="NetException"/> where it has none.</summary>
    public required Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; }

    /// <summary>The addresses by which others may reach this machine, the likeliest first.</summary>
    public required Func<IReadOnlyList<IPAddress>> LocalAddresses { get; init; }
}
