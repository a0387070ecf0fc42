using System.CommandLine;
using System.Net;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Json;
using P2PShare.Cli.Settings;
using P2PShare.Tracker;

namespace P2PShare.Cli.Commands;

/// <summary><c>tracker</c>: runs a tracker until a signal comes.</summary>
internal sealed class TrackerCommand : Command, IHasExamples
{
    private const int DefaultPort = 6969;
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);

    private readonly Option<string?> _http = OptionOf.Text("ADDRESS:PORT|none", "Where HTTP is served (default: all addresses, port 6969).", "--http");
    private readonly Option<string?> _udp = OptionOf.Text("ADDRESS:PORT|none", "Where UDP is served (default: all addresses, port 6969).", "--udp");
    private readonly Option<string?> _allow = OptionOf.Text("FILE", "Serve only the info-hashes in this list, one a line.", "--allow");
    private readonly Option<TimeSpan?> _interval = OptionOf.Duration("What clients are asked to wait between announces (default: 30m).", "--interval");
    private readonly Option<int?> _maxPeers = OptionOf.Number("N", 1, 1000, "Most peers in one answer (default: 200).", "--max-peers");

    public TrackerCommand(CommandContext context, GlobalOptions globals)
        : base("tracker", "Run a tracker, HTTP and UDP.")
    {
        foreach (var option in (Option[])[_http, _udp, _allow, _interval, _maxPeers])
        {
            Options.Add(option);
        }

        SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, context, globals, cancellationToken));
    }

    public IReadOnlyList<string> Examples { get; } =
        ["p2pshare tracker", "p2pshare tracker --http 192.0.2.7:80 --udp none --allow hashes.txt"];

    private async Task<ExitCode> RunAsync(ParseResult parsed, CommandContext context, GlobalOptions globals, CancellationToken cancellationToken)
    {
        var output = globals.OpenOutput(parsed, context);
        var options = await BindAsync(parsed, context, cancellationToken);
        using var logging = globals.OpenLogging(parsed, context);
        await using var server = new TrackerServer(options, context.Services.Datagrams(), context.Time, logging);
        await server.StartAsync(cancellationToken);
        Announce(server.HttpEndPoint, "http", context, output);
        Announce(server.UdpEndPoint, "udp", context, output);
        output.Say("Ctrl-C ends it");
        await Task.Delay(Timeout.InfiniteTimeSpan, context.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        output.Say("the tracker ends");
        return ExitCode.Done;
    }

    private async Task<TrackerOptions> BindAsync(ParseResult parsed, CommandContext context, CancellationToken cancellationToken)
    {
        var http = EndPointOf(parsed.GetValue(_http), "--http");
        var udp = EndPointOf(parsed.GetValue(_udp), "--udp");
        if (http is null && udp is null)
        {
            throw new CommandException(UserError.Usage("a tracker serves HTTP or UDP, but both are `none`"));
        }

        var options = new TrackerOptions
        {
            Http = http,
            Udp = udp,
            Allowed = parsed.GetValue(_allow) is { } list ? await AllowList.ReadAsync(context, list, cancellationToken) : null,
        };
        return options with
        {
            Interval = CheckInterval(parsed.GetValue(_interval)) ?? options.Interval,
            MaxPeers = parsed.GetValue(_maxPeers) ?? options.MaxPeers,
        };
    }

    private static TimeSpan? CheckInterval(TimeSpan? interval) =>
        interval is null || (interval >= ShortestInterval && interval <= LongestInterval)
            ? interval
            : throw new CommandException(UserError.Usage("`--interval` is from 10s to 1d"));

    private static IPEndPoint? EndPointOf(string? text, string option) => text switch
    {
        null => new IPEndPoint(IPAddress.IPv6Any, DefaultPort),
        "none" => null,
        _ when ListenAddress.TryParse(text, out var address) => address,
        _ => throw new CommandException(UserError.Usage($"`{text}` is no address for {option}", "Examples: `192.0.2.7:6969`, `[::1]:6969`, `:6969` for all addresses, or `none`.")),
    };

    private static void Announce(IPEndPoint? address, string protocol, CommandContext context, CommandOutput output)
    {
        if (address is null)
        {
            return;
        }

        var urls = AnnounceUrls.For(address, protocol, context.Services.LocalAddresses);
        output.DataLines(urls.Select(url => $"listening {url}"));
        output.Document(new ListeningEvent(TorrentDocuments.Moment(context.Time.GetUtcNow()), address.Address.ToString(), address.Port)
        {
            Protocol = protocol,
            Urls = urls,
        });
    }
}
