using System.Net;
using P2PShare.Cli.Transfers;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Torrents;

namespace P2PShare.Cli.Views;

/// <summary>Lines for people; and either a block that is drawn over, or a plain line now and then.</summary>
internal sealed class TextTransferView : ITransferView
{
    private const int MostWithPeers = 3;

    private readonly CommandContext _context;
    private readonly CommandOutput _output;
    private readonly LiveBlock? _live;
    private readonly Dictionary<string, PlainPace> _paces = [];
    private readonly HashSet<string> _troubles = [];
    private readonly TransferScreen _screen;

    public TextTransferView(CommandContext context, CommandOutput output)
    {
        _context = context;
        _output = output;
        _screen = new TransferScreen(context.Terminal, output.Style.Glyphs);
        if (output.Style.Live)
        {
            _live = new LiveBlock(context, output.Style, _screen.Render, _screen.Press);
            _screen.HasKeys = _live.HasKeys;
            output.Interpose(_live.Print);
        }
    }

    public bool UsesSnapshots => _live is null && !_output.Style.Quiet;

    public void Listening(IReadOnlyList<IPEndPoint> addresses) => _output.Say($"listening on {string.Join(", ", addresses)}");

    public void Begin(ITransferControl control) => _screen.Begin(control);

    public void Searching(TransferRequest.Link link) => _output.Say($"{link.Name}: asking peers what is in it");

    public void Added(TransferItem item) => _output.Say(TransferText.Added(item));

    public void Happened(EngineEvent fact, TransferItem? item)
    {
        if (TransferText.Sentence(fact, item?.Name ?? "") is { } sentence)
        {
            _output.Say(sentence);
        }

        if (TransferText.Warning(fact) is { } warning)
        {
            WarnOnce(item, warning);
        }
        else if (fact is EngineEvent.TrackerAnswered { Url: var url })
        {
            // It answers again: should it fail once more, that is news.
            _troubles.RemoveWhere(trouble => trouble.Contains(url, StringComparison.Ordinal));
        }
    }

    public void Progress(IReadOnlyList<TorrentSnapshot> snapshots)
    {
        if (_live is not null)
        {
            _screen.Refresh();
            return;
        }

        foreach (var snapshot in snapshots.Where(snapshot => snapshot.State is TorrentState.FetchingMetadata or TorrentState.Checking or TorrentState.Downloading))
        {
            if (PaceOf(snapshot).IsDue(TransferText.Fraction(snapshot)))
            {
                _output.Say($"{snapshot.Name}: {TransferText.Status(snapshot)}");
            }
        }
    }

    public void Warn(string sentence, string? infoHash = null) => _output.Warn(sentence);

    public void Result(TransferResult result)
    {
        if (result.ErrorToTell is { } error)
        {
            _output.Tell(error);
        }
        else if (result.Error is null)
        {
            Data(result);
        }
    }

    public void Stopping() => _output.Say("stopping: telling trackers and peers, saving; Ctrl-C again leaves at once");

    public async ValueTask EndAsync(IReadOnlyList<TransferResult> results)
    {
        if (_live is not null)
        {
            _output.Interpose(null);
            await _live.DisposeAsync();
        }

        // Where one thing ends them all it is told once.
        var told = new HashSet<UserError>();
        foreach (var result in results)
        {
            if (result.Error is { } error)
            {
                if (told.Add(error))
                {
                    _output.Tell(error);
                }
            }
            else
            {
                Data(result);
            }

            // Of many torrents it would be a flood.
            foreach (var line in results.Count <= MostWithPeers ? TransferText.Peers(result.Peers) : [])
            {
                _output.Say(line);
            }
        }
    }

    private void Data(TransferResult result)
    {
        if (result is { Item: { } item, Snapshot: { } snapshot })
        {
            _output.Data(TransferText.Result(item, snapshot));
        }
        else if (result.Path is { } path)
        {
            _output.Data($"{path}: {result.Outcome}");
        }
    }

    private void WarnOnce(TransferItem? item, string warning)
    {
        var sentence = item is null ? warning : $"{item.Name}: {warning}";
        if (_troubles.Add(sentence))
        {
            _output.Warn(sentence);
        }
    }

    private PlainPace PaceOf(TorrentSnapshot snapshot)
    {
        var key = snapshot.InfoHashes.Key;
        if (!_paces.TryGetValue(key, out var pace))
        {
            _paces[key] = pace = new PlainPace(_context.Time);
        }

        return pace;
    }
}
