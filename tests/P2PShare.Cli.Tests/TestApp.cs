using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using P2PShare.Cli.Transfers;
using P2PShare.Engine;
using P2PShare.Engine.Storage;
using P2PShare.Net.Transport;
using P2PShare.Testing;

namespace P2PShare.Cli.Tests;

/// <summary>The front door: runs command lines in a world of its own, with a temporary folder and captured streams.</summary>
internal sealed class TestApp : IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public TestApp()
    {
        Environment["XDG_STATE_HOME"] = Folder["state"];
        Environment["LANG"] = "C.UTF-8";
    }

    /// <summary>The working directory.</summary>
    public TemporaryDirectory Folder { get; } = new();

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    /// <summary>What stands on standard input.</summary>
    public byte[] Input { get; set; } = [];

    public TerminalFacts Terminal { get; set; } = TerminalFacts.None;

    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Host names and their addresses.</summary>
    public Dictionary<string, string> Hosts { get; } = new(StringComparer.Ordinal);

    /// <summary>Answers requests for torrents by URL.</summary>
    public HttpMessageHandler? Http { get; set; }

    /// <summary>Takes the engine's place; null for the real one on loopback, which looks for peers nowhere beyond.</summary>
    public FakeEngine? Engine { get; set; }

    /// <summary>Runs the programs of hooks.</summary>
    public Func<ProgramCall, Action<string>, CancellationToken, Task<int>> RunProgram { get; set; } = RealProgram.RunAsync;

    /// <summary>Logged when the engine is made.</summary>
    public string? LogLine { get; set; }

    /// <summary>Standard output and error while a command runs.</summary>
    public SharedWriter Output { get; private set; } = new();

    public SharedWriter Error { get; private set; } = new();

    /// <summary>Does what the first signal does.</summary>
    public void Signal() => _stop.Cancel();

    /// <summary>Runs a command line until it ends.</summary>
    public async Task<Run> RunAsync(params string[] arguments)
    {
        Output = new SharedWriter();
        Error = new SharedWriter();
        using var bytes = new MemoryStream();
        var code = await App.RunAsync(arguments, Context(bytes), _stop.Token).WaitAsync(TimeSpan.FromSeconds(60));
        return new Run(code, Output.ToString(), Error.ToString(), bytes.ToArray());
    }

    /// <summary>Waits until the running command prints an event of this kind, or ends.</summary>
    public async Task<JsonElement> PrintsEventAsync(string kind, Task running)
    {
        string[] lines = [];
        await Eventually.Is(() =>
        {
            lines = [.. Output.ToString().Split('\n')[..^1].Where(line => line.StartsWith($"{{\"event\":\"{kind}\"", StringComparison.Ordinal))];
            return lines.Length > 0 || running.IsCompleted;
        });
        return JsonDocument.Parse(lines.FirstOrDefault() ?? throw new InvalidOperationException($"It ended before `{kind}`:\n{Output}\n{Error}")).RootElement;
    }

    public void Dispose()
    {
        _stop.Dispose();
        Folder.Dispose();
    }

    /// <summary>The world without running anything in it.</summary>
    public CommandContext Context() => Context(new MemoryStream());

    private CommandContext Context(MemoryStream bytes) => new()
    {
        WorkingDirectory = Folder.Path,
        Input = new MemoryStream(Input),
        OutputBytes = bytes,
        Output = Output,
        Error = Error,
        Environment = Environment,
        Terminal = Terminal,
        Time = Time,
        Services = new CommandServices
        {
            Files = () => new PhysicalFileSystem(),
            Datagrams = () => new UdpTransport(),
            CreateEngine = CreateEngine,
            CreateHttp = () => Http ?? throw new InvalidOperationException("No request was expected."),
            RunProgram = RunProgram,
            Resolve = (host, _) => Hosts.TryGetValue(host, out var address) ? Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]) : throw new NetException($"no such host: {host}"),
            LocalAddresses = () => [IPAddress.Parse("192.0.2.7")],
        },
    };

    private ITransferEngine CreateEngine(EngineOptions options, ILoggerFactory logging)
    {
        if (LogLine is not null)
        {
            logging.CreateLogger("P2PShare.Engine").LogInformation("{Line}", LogLine);
        }

        return Engine is { } fake ? fake.Made(options) : RealContext.CreateEngine(options with { DhtRouters = null, LocalDiscovery = false }, logging);
    }

    /// <summary>What a run left behind.</summary>
    internal sealed record Run(ExitCode Code, string Output, string Error, byte[] Bytes)
    {
        /// <summary>The only JSON document on standard output.</summary>
        public JsonElement Json => JsonDocument.Parse(Output).RootElement;

        /// <summary>The lines of standard output, each a JSON document.</summary>
        public IReadOnlyList<JsonElement> Events =>
            [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

        /// <summary>The kind of the only error, by its JSON object.</summary>
        public string? ErrorKind => Events.Where(line => line.GetProperty("event").GetString() == "error").Select(line => line.GetProperty("kind").GetString()).SingleOrDefault();
    }

    /// <summary>Collects what is written from any thread, and may be looked at meanwhile.</summary>
    internal sealed class SharedWriter : TextWriter
    {
        private readonly StringBuilder _text = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            lock (_text)
            {
                _text.Append(value);
            }
        }

        public override void Write(string? value)
        {
            lock (_text)
            {
                _text.Append(value);
            }
        }

        public override void WriteLine(string? value) => Write(value + "\n");

        public override string ToString()
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }
}
