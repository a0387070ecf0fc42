using System.Collections;
using System.ComponentModel;
using System.Net;
using System.Net.NetworkInformation;
using System.Text;
using Microsoft.Extensions.Logging;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Terminals;
using P2PShare.Cli.Transfers;
using P2PShare.Engine;
using P2PShare.Engine.Storage;
using P2PShare.Net.Transport;

namespace P2PShare.Cli;

/// <summary>The world of the real process: its streams, environment, disk and network.</summary>
internal static class RealContext
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private const int FrameSize = 16384;

    /// <summary>The world as it is now.</summary>
    /// <param name="signals">What Ctrl-C raises.</param>
    public static CommandContext Create(StopSignals signals)
    {
        var output = Console.OpenStandardOutput();
        return new CommandContext
        {
            WorkingDirectory = WorkingDirectory(),
            Input = Console.OpenStandardInput(),
            OutputBytes = output,
            Output = TextWriter.Synchronized(new StreamWriter(output, Utf8)),
            // A frame that is drawn goes to the terminal in one piece.
            Error = TextWriter.Synchronized(new StreamWriter(new TalkStream(Console.OpenStandardError()), Utf8, FrameSize) { AutoFlush = true }),
            Environment = Variables(),
            Terminal = new TerminalFacts(!Console.IsErrorRedirected, TerminalSize)
            {
                OutputIsTerminal = !Console.IsOutputRedirected,
                Take = OperatingSystem.IsWindows() ? ConsoleHold.Take : UnixHold.Take,
                Interrupt = signals.Raise,
            },
            Services = Services(),
        };
    }

    /// <summary>The engine itself, on real sockets and files.</summary>
    public static ITransferEngine CreateEngine(EngineOptions options, ILoggerFactory logging) => new RealEngine(new TorrentEngine(options, new EngineServices
    {
        Transport = new TcpTransport(),
        Datagrams = new UdpTransport(),
        Multicast = new UdpMulticast(),
        Files = new PhysicalFileSystem(),
        Logging = logging,
    }));

    private static string WorkingDirectory()
    {
        try
        {
            return Directory.GetCurrentDirectory();
        }
        catch (IOException)
        {
            // Somebody has deleted it. Nothing is found in this one either, and nothing can be made there.
            return "/proc/self/cwd";
        }
    }

    // No query: over entries of this kind it would have to be compiled first, at every start.
    private static Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        }

        return variables;
    }

    private static CommandServices Services() => new()
    {
        Files = static () => new PhysicalFileSystem(),
        Datagrams = static () => new UdpTransport(),
        CreateEngine = CreateEngine,
        CreateHttp = static () => PinnedHttp.CreateHandler(new TcpTransport()),
        RunProgram = RealProgram.RunAsync,
        Resolve = ResolveAsync,
        LocalAddresses = LocalAddresses,
    };

    private static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        try
        {
            return await Dns.GetHostAddressesAsync(host, cancellationToken);
        }
        catch (Win32Exception exception)
        {
            // What the resolver throws, by its base: sockets are the network layer's to name.
            throw new NetException($"`{host}` is not known: {exception.Message}", exception);
        }
    }

    private static (int Columns, int Rows) TerminalSize()
    {
        // .NET asks standard output, which may be none.
        if (OperatingSystem.IsLinux())
        {
            return UnixHold.Size() ?? (80, 25);
        }

        try
        {
            return Console.WindowWidth > 0 ? (Console.WindowWidth, Console.WindowHeight) : (80, 25);
        }
        catch (IOException)
        {
            return (80, 25);
        }
    }

    private static IReadOnlyList<IPAddress> LocalAddresses() =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up || network.NetworkInterfaceType == NetworkInterfaceType.Loopback)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .Where(address => !address.IsIPv6LinkLocal)
            .OrderBy(IPAddress.IsLoopback)
            .ThenBy(address => address.GetAddressBytes().Length),
    ];
}
