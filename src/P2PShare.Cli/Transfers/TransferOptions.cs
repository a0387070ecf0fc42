using System.CommandLine;
using System.Net;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Settings;
using P2PShare.Engine.Torrents;

namespace P2PShare.Cli.Transfers;

/// <summary>The options that <c>get</c> and <c>seed</c> share.</summary>
internal sealed class TransferOptions
{
    private readonly Option<long?> _maxUpload = OptionOf.Rate("Upload no faster.", "--max-upload", "-u");
    private readonly Option<double?> _seedRatio = OptionOf.Fraction("R", "Stop when this many times the content was uploaded.", "--seed-ratio");
    private readonly Option<TimeSpan?> _seedTime = OptionOf.Duration("Stop after seeding this long.", "--seed-time");
    private readonly Option<TimeSpan?> _idleTime = OptionOf.Duration("Stop when nobody took anything for this long.", "--idle-time");
    private readonly Option<int?> _untilCopies = OptionOf.Number("N", 1, int.MaxValue, "Stop when this many others are seen to have all of it.", "--until-copies");
    private readonly Option<int?> _port = OptionOf.Number("N", 0, ushort.MaxValue, "Port to listen on (default: 0, any free one).", "--port");
    private readonly Option<string?> _bind = OptionOf.Text("ADDRESS", "Address to listen on and connect from (default: all).", "--bind");
    private readonly Option<string[]> _peers = OptionOf.Texts("HOST:PORT", "A peer to connect to.", "--peer");
    private readonly Option<string[]> _trackers = OptionOf.Texts("URL", "A tracker to ask beside the torrent's own.", "--tracker", "-t", "--announce");
    private readonly Option<int?> _maxPeers = OptionOf.Number("N", 1, 10_000, "Most peers connected at once for each torrent (default: 100).", "--max-peers");

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_maxUpload, _seedRatio, _seedTime, _idleTime, _untilCopies, _port, _bind, _peers, _trackers, _maxPeers])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Their values; the rest is the command's own to set.</summary>
    /// <exception cref="CommandException">One of them makes no sense.</exception>
    public TransferSettings Bind(ParseResult parsed, string stateDirectory) => new()
    {
        StateDirectory = stateDirectory,
        MaxUploadRate = parsed.GetValue(_maxUpload) ?? 0,
        Stop = new StopConditions
        {
            Ratio = parsed.GetValue(_seedRatio),
            SeedTime = parsed.GetValue(_seedTime),
            IdleTime = parsed.GetValue(_idleTime),
            Copies = parsed.GetValue(_untilCopies),
        },
        Port = parsed.GetValue(_port) ?? 0,
        BindAddress = Address(parsed.GetValue(_bind)),
        Peers = [.. (parsed.GetValue(_peers) ?? []).Select(HostPort.Parse)],
        Trackers = TrackerTiers.Parse(parsed.GetValue(_trackers) ?? []),
        MaxPeers = parsed.GetValue(_maxPeers),
    };

    private static IPAddress? Address(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return IPAddress.TryParse(text, out var address)
            ? address
            : throw new CommandException(UserError.Usage($"`{text}` is no address to bind", "Name an IPv4 or IPv6 address of this machine."));
    }
}
