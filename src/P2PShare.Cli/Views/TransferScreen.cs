using P2PShare.Cli.Transfers;
using P2PShare.Cli.Wording;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Torrents;

namespace P2PShare.Cli.Views;

/// <summary>What is seen of a run on a terminal, and what its keys do. Numbers are those of the last <see cref="Refresh"/>; may be used from any thread.</summary>
/// <param name="terminal">Its size, and what quitting does.</param>
/// <param name="glyphs">The signs that the terminal can show.</param>
internal sealed class TransferScreen(TerminalFacts terminal, Glyphs glyphs)
{
    private const int RowsKeptFree = 2;
    private const int Indent = 2;
    private const int MostDiagnosed = 20;
    private const int LeastPanel = 4;

    private readonly Lock _lock = new();
    private ITransferControl? _control;
    private IReadOnlyList<ShownTorrent> _torrents = [];
    private IReadOnlyList<FileSnapshot> _files = [];
    private IReadOnlyList<PeerSnapshot> _peers = [];
    private TransferSlot? _selected;
    private Panel _panel;
    private int _scrolled;
    private bool _isHelpWanted;

    /// <summary>Whether there are keys.</summary>
    public bool HasKeys { get; set; }

    /// <summary>From now on there is something to see.</summary>
    public void Begin(ITransferControl control)
    {
        lock (_lock)
        {
            _control = control;
        }
    }

    /// <summary>Looks at everything that is shown.</summary>
    public void Refresh()
    {
        lock (_lock)
        {
            var shown = (_control?.Slots ?? []).Select(slot => (Slot: slot, Snapshot: slot.Snapshot()))
                .Where(pair => pair.Snapshot is not null)
                .Select(pair => new ShownTorrent(pair.Slot, pair.Snapshot!))
                .ToList();
            if (shown.Count > terminal.Size().Rows - RowsKeptFree)
            {
                // They do not fit: those first that are worth looking at, each kind in its order, so that rows stay where they are.
                shown = [.. shown.OrderBy(torrent => torrent.IsActive ? 0 : 1)];
            }

            _selected = shown.Find(torrent => torrent.Slot == _selected)?.Slot ?? shown.FirstOrDefault()?.Slot;
            _torrents = [.. shown.Select((torrent, index) => Diagnosed(torrent with { IsSelected = torrent.Slot == _selected }, index))];
            _files = _panel == Panel.Files && _selected?.Torrent is { } torrent ? torrent.Files() : [];
            _peers = _panel == Panel.Peers && _selected?.Torrent is { } other ? [.. other.Peers().OrderByDescending(peer => peer.Downloaded + peer.Uploaded)] : [];
        }
    }

    /// <summary>Does what the key is for.</summary>
    public void Press(ConsoleKeyInfo key)
    {
        lock (_lock)
        {
            Do(key);
        }

        Refresh();
    }

    /// <summary>The block as of the last look, for the terminal's size of now.</summary>
    public IReadOnlyList<ScreenLine> Render()
    {
        lock (_lock)
        {
            var (columns, rows) = terminal.Size();
            return _torrents.Count == 0 ? [] : Render(Math.Max(1, columns - 1), Math.Max(1, rows - RowsKeptFree));
        }
    }

    private static ShownTorrent Diagnosed(ShownTorrent torrent, int index) =>
        torrent.IsSelected || (torrent.IsStuck && index < MostDiagnosed) ? torrent with { Why = WhyText.Of(torrent.Slot.Thing!.Diagnose()) } : torrent;

    private void Do(ConsoleKeyInfo key)
    {
        switch (key.Key, key.KeyChar)
        {
            case (ConsoleKey.UpArrow, _) or (_, 'k'):
                Select(-1);
                break;
            case (ConsoleKey.DownArrow, _) or (_, 'j'):
                Select(1);
                break;
            case (_, 'p' or ' '):
                PauseOrResume();
                break;
            case (_, 'f'):
                Toggle(Panel.Files);
                break;
            case (ConsoleKey.Tab, _) or (_, 'e'):
                Toggle(Panel.Peers);
                break;
            case (ConsoleKey.PageUp, _):
                Scroll(-1);
                break;
            case (ConsoleKey.PageDown, _):
                Scroll(1);
                break;
            case (ConsoleKey.Escape, _):
                _panel = Panel.None;
                _isHelpWanted = false;
                break;
            case (_, '?' or 'h'):
                _isHelpWanted = !_isHelpWanted;
                break;
            case (_, 'q' or 'Q'):
                terminal.Interrupt();
                break;
            default:
                Limit(key.KeyChar);
                break;
        }
    }

    private void Select(int step)
    {
        var index = _torrents.TakeWhile(torrent => torrent.Slot != _selected).Count() + step;
        _selected = _torrents.ElementAtOrDefault(Math.Clamp(index, 0, Math.Max(0, _torrents.Count - 1)))?.Slot;
        _scrolled = 0;
    }

    private void PauseOrResume()
    {
        if (_selected?.Torrent is not { } torrent)
        {
            return;
        }

        if (torrent.Snapshot().State == TorrentState.Paused)
        {
            torrent.Resume();
        }
        else
        {
            torrent.Pause();
        }
    }

    private void Toggle(Panel panel)
    {
        _panel = _panel == panel ? Panel.None : panel;
        _scrolled = 0;
    }

    private void Scroll(int pages)
    {
        var count = Math.Max(_files.Count, _peers.Count);
        _scrolled = Math.Clamp(_scrolled + pages * Math.Max(1, LeastPanel - 2), 0, Math.Max(0, count - 1));
    }

    private void Limit(char key)
    {
        if (_control?.Limits is not { } limits)
        {
            return;
        }

        switch (key)
        {
            case 'd' or '-':
                limits.MaxDownloadRate = LimitSteps.Below(limits.MaxDownloadRate, _torrents.Sum(torrent => torrent.Snapshot.DownloadRate));
                break;
            case 'D' or '+' or '=':
                limits.MaxDownloadRate = LimitSteps.Above(limits.MaxDownloadRate);
                break;
            case 'u':
                limits.MaxUploadRate = LimitSteps.Below(limits.MaxUploadRate, _torrents.Sum(torrent => torrent.Snapshot.UploadRate));
                break;
            case 'U':
                limits.MaxUploadRate = LimitSteps.Above(limits.MaxUploadRate);
                break;
            default:
                break;
        }
    }

    private List<ScreenLine> Render(int width, int lines)
    {
        List<ScreenLine> foot = [.. Summary(width), .. Help(width)];
        foot = [.. foot.Take(_isHelpWanted ? lines / 2 : lines / 3)];

        var indent = HasKeys ? Indent : 0;
        var room = lines - foot.Count;
        var panel = DrawPanel(width, indent, Math.Max(LeastPanel, room / 2));
        if (panel.Count > room - LeastPanel)
        {
            panel = [];
        }

        return [.. new TransferBlock(glyphs, width, indent).Draw(_torrents, room - panel.Count), .. panel, .. foot];
    }

    private IReadOnlyList<ScreenLine> DrawPanel(int width, int indent, int lines) => _panel switch
    {
        Panel.Files => new Panels(glyphs, width, indent).Draw(_files, _scrolled, lines),
        Panel.Peers => new Panels(glyphs, width, indent).Draw(_peers, _scrolled, lines),
        _ => [],
    };

    private IReadOnlyList<ScreenLine> Summary(int width)
    {
        var (down, up) = (_control?.Limits.MaxDownloadRate ?? 0, _control?.Limits.MaxUploadRate ?? 0);
        if (_torrents.Count == 1 && down == 0 && up == 0)
        {
            return [];
        }

        string text = TransferText.Summary([.. _torrents.Select(torrent => torrent.Snapshot)], down, up);
        return [new ScreenLine(glyphs).Add(Cells.Fit(glyphs.Harmless(text), width, glyphs.Cut))];
    }

    private IReadOnlyList<ScreenLine> Help(int width)
    {
        var help = new KeyHelp(glyphs, width);
        return !HasKeys ? [] : _isHelpWanted ? help.Full() : [help.Short(_torrents.Count > 1)];
    }
}
