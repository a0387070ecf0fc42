using System.CommandLine;
using P2PShare.Cli.Settings;
using P2PShare.Engine.Torrents;

namespace P2PShare.Cli.Transfers;

/// <summary>The options that <c>get</c> and <c>seed</c> share.</summary>
internal sealed class TransferOptions
{
    /// <summary>What helps whoever reads the options.</summary>
    public const string Remark = "While it runs in a terminal, `?` shows the keys: pause, limits, files, peers, quit.";

    private readonly PeerOptions _peers = new();
    private readonly Option<long?> _maxUpload = OptionOf.Rate("Upload no faster, all torrents together.", "--max-upload", "-u");
    private readonly Option<double?> _seedRatio = OptionOf.Fraction("R", "Stop when this many times the content was uploaded.", "--seed-ratio");
    private readonly Option<TimeSpan?> _seedTime = OptionOf.Duration("Stop after seeding this long.", "--seed-time");
    private readonly Option<TimeSpan?> _idleTime = OptionOf.Duration("Stop when nobody took anything for this long.", "--idle-time");
    private readonly Option<int?> _untilCopies = OptionOf.Number("N", 1, int.MaxValue, "Stop when this many others were seen to have all of it, those that left again counted.", "--until-copies");

    /// <summary>Those that hold for all torrents of a run.</summary>
    public IReadOnlyList<Option> OfRun => [_maxUpload, .. _peers.OfRun];

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_maxUpload, _seedRatio, _seedTime, _idleTime, _untilCopies])
        {
            command.Options.Add(option);
        }

        _peers.AddTo(command);
    }

    /// <summary>Their values; the rest is the command's own to set.</summary>
    /// <exception cref="CommandException">One of them makes no sense.</exception>
    public TransferSettings Bind(ParseResult parsed, string stateDirectory) => _peers.Bind(parsed, stateDirectory) with
    {
        MaxUploadRate = parsed.GetValue(_maxUpload) ?? 0,
        Stop = new StopConditions
        {
            Ratio = parsed.GetValue(_seedRatio),
            SeedTime = parsed.GetValue(_seedTime),
            IdleTime = parsed.GetValue(_idleTime),
            Copies = parsed.GetValue(_untilCopies),
        },
    };
}
