using System.Net;
using System.Text;
using P2PShare.Cli.Views;
using P2PShare.Cli.Wording;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Views;

public sealed class TransferScreenTests
{
    private static readonly TorrentSnapshot Looks = new() { InfoHashes = Some.Metainfo().InfoHashes, Name = "", State = TorrentState.Downloading, BytesDone = 400 << 20, BytesTotal = 1000 << 20 };

    private readonly FakeTransfers _transfers = new();
    private (int Columns, int Rows) _size = (80, 24);
    private int _interrupts;

    [Theory]
    [InlineData(120)]
    [InlineData(80)]
    [InlineData(40)]
    public void Shows_torrents_at(int columns)
    {
        AddThree();
        _size.Columns = columns;
        var screen = Begin();

        var text = new StringBuilder(Text(screen));
        Press(screen, 'j', 'f');
        text.Append("--- j f\n").Append(Text(screen));
        Press(screen, 'e');
        text.Append("--- e\n").Append(Text(screen));
        Press(screen, 'd', '?');
        text.Append("--- d ?\n").Append(Text(screen));

        text.ToString().ShouldBeApprovedAs($"screen-{columns}");
    }

    [Fact]
    public void Shows_many_in_a_table_with_the_active_ones_first_and_the_number_of_the_others()
    {
        for (var i = 0; i < 40; i++)
        {
            _transfers.Add($"torrent {i}", Looks with { State = TorrentState.Seeding, BytesDone = 1000 << 20, UploadRate = i % 10 == 7 ? 50000 * i : 0, Peers = i });
        }

        Text(Begin()).ShouldBeApprovedAs("screen-many");
    }

    [Fact]
    public void Shows_ASCII_alone_where_the_terminal_does()
    {
        AddThree();
        var screen = Begin(Glyphs.Ascii);

        Text(screen).ShouldBeApprovedAs("screen-ascii");
        Text(screen).ShouldAllBe(letter => char.IsAscii(letter));
    }

    [Fact]
    public void Has_no_marks_and_no_help_where_there_are_no_keys()
    {
        AddThree();

        Text(Begin(hasKeys: false)).ShouldBeApprovedAs("screen-no-keys");
    }

    [Fact]
    public void No_line_is_as_wide_as_the_terminal_and_there_are_fewer_than_its_rows_whatever_its_size()
    {
        AddThree();
        _transfers.Add(new string('W', 300));
        _transfers.Add(string.Concat(Enumerable.Repeat("界", 200)));
        _transfers.Add("a" + new string('\u0301', 500));
        var screen = Begin();
        foreach (var keys in (string[])["", "f", "e", "?", "?d"])
        {
            Press(screen, [.. keys]);
            foreach (var columns in (int[])[1, 5, 10, 20, 25, 39, 40, 41, 60, 79, 80, 81, 99, 120, 200])
            {
                foreach (var rows in (int[])[1, 2, 3, 5, 8, 12, 24, 60])
                {
                    _size = (columns, rows);
                    var lines = screen.Render();
                    lines.Count.ShouldBeInRange(1, Math.Max(1, rows - 1), $"{columns}×{rows} {keys}");
                    lines.ShouldAllBe(line => line.Width < Math.Max(columns, 16), $"{columns}×{rows} {keys}");
                }
            }
        }
    }

    [Theory]
    [InlineData('p')]
    [InlineData(' ')]
    public void A_key_pauses_the_selected_torrent_and_lets_it_go_on(char key)
    {
        var (first, second) = (_transfers.Add("first", Looks), _transfers.Add("second", Looks));
        var screen = Begin();

        Press(screen, 'j', key);

        first.Looks.State.ShouldBe(TorrentState.Downloading);
        second.Looks.State.ShouldBe(TorrentState.Paused);
        Press(screen, key);
        second.Looks.State.ShouldBe(TorrentState.Downloading);
    }

    [Fact]
    public void Keys_lower_and_raise_the_limits()
    {
        _transfers.Add("a", Looks with { DownloadRate = 3_000_000, UploadRate = 100_000 });
        var screen = Begin();

        Press(screen, 'd');
        _transfers.Limits.MaxDownloadRate.ShouldBe(2 << 20);
        Press(screen, '-', '+', 'D');
        _transfers.Limits.MaxDownloadRate.ShouldBe(3 << 20);
        Press(screen, 'u', 'u');
        _transfers.Limits.MaxUploadRate.ShouldBe(32 << 10);
        Press(screen, [.. Enumerable.Repeat('U', 30)]);
        _transfers.Limits.MaxUploadRate.ShouldBe(0);
    }

    [Fact]
    public void A_key_does_what_ctrl_c_does()
    {
        _transfers.Add("a", Looks);

        Press(Begin(), 'q');

        _interrupts.ShouldBe(1);
    }

    [Fact]
    public void The_selected_torrent_stays_in_sight_where_not_all_fit()
    {
        for (var i = 0; i < 40; i++)
        {
            _transfers.Add($"torrent {i}.", Looks);
        }

        var screen = Begin();
        Press(screen, [.. Enumerable.Repeat('j', 33)]);

        Text(screen).ShouldContain("> torrent 33.");
        Text(screen).ShouldNotContain("torrent 0.");
    }

    [Fact]
    public void Says_for_each_torrent_that_gets_nothing_what_holds_it_up()
    {
        _transfers.Add("first", Looks with { DownloadRate = 1000 });
        _transfers.Add("second", Looks).Facts = new TorrentFacts { State = TorrentState.Downloading, Peers = new PeerFacts { Known = 3, Refused = 2, TimedOut = 1 } };

        Text(Begin()).ShouldContain("\n  none of 3 known peers can be reached: 2 refused, 1 silent\n");
    }

    [Fact]
    public void Nothing_of_strangers_reaches_the_terminal_raw()
    {
        var torrent = _transfers.Add("name\e[2J\n\u202e", Looks);
        torrent.Content = [new FileSnapshot(0, "file\e[2J\n\u202e", 1, 0, IsWanted: true)];
        torrent.Connected = [new PeerSnapshot { Address = new IPEndPoint(IPAddress.Loopback, 1), Client = "client\e[2J\n\u202e" }];
        torrent.Facts = new TorrentFacts { State = TorrentState.Downloading, Sources = [new SourceReport(SourceKind.Tracker, SourceOutcome.Failed) { Url = "http://t", Message = "said\e[2J\n\u202e" }] };
        _size = (200, 24);
        var screen = Begin();
        foreach (var key in "fe")
        {
            Press(screen, key);
            var lines = screen.Render().Select(line => line.ToString()).ToArray();
            lines.ShouldAllBe(line => line.EnumerateRunes().All(Printable.IsHarmless));
            lines.ShouldContain(line => line.Contains(@"name\x1b[2J\x0a\u{202e}", StringComparison.Ordinal));
            lines.ShouldContain(line => line.Contains(@"said\x1b[2J\x0a\u{202e}", StringComparison.Ordinal));
            lines.ShouldContain(line => line.Contains(key == 'f' ? @"file\x1b[2J" : @"client\x1b[2J", StringComparison.Ordinal));
        }
    }

    private static void Press(TransferScreen screen, params char[] keys)
    {
        foreach (var key in keys)
        {
            screen.Press(new ConsoleKeyInfo(key, ConsoleKey.None, shift: false, alt: false, control: false));
        }
    }

    private static string Text(TransferScreen screen) => string.Concat(screen.Render().Select(line => line.ToString().TrimEnd() + "\n"));

    private TransferScreen Begin(Glyphs? glyphs = null, bool hasKeys = true)
    {
        var terminal = new TerminalFacts(ErrorIsTerminal: true, () => _size) { Interrupt = () => _interrupts++ };
        var screen = new TransferScreen(terminal, glyphs ?? Glyphs.Unicode) { HasKeys = hasKeys };
        screen.Begin(_transfers);
        screen.Refresh();
        return screen;
    }

    private void AddThree()
    {
        _transfers.Add("日本の写真 2026 summer holiday in the mountains", Looks with { DownloadRate = 2 << 20, UploadRate = 1 << 20, Eta = TimeSpan.FromSeconds(295), Peers = 12, Seeds = 3, Ratio = 0.41 })
            .Facts = new TorrentFacts { State = TorrentState.Downloading, Peers = new PeerFacts { Connected = 12, Known = 30, Interesting = 9, Unchoking = 4, Sending = 4 } };
        var seeding = _transfers.Add("שלום.mkv", Looks with { State = TorrentState.Seeding, BytesDone = 1000 << 20, UploadRate = 123 << 10, Peers = 1, Ratio = 11.5 });
        seeding.Facts = new TorrentFacts { State = TorrentState.Seeding, Peers = new PeerFacts { Connected = 1, InterestedInUs = 1, Served = 1 } };
        seeding.Content = [new FileSnapshot(0, "one/of the files that have rather long names, so that they are cut somewhere.mkv", 900 << 20, 900 << 20, IsWanted: true), new FileSnapshot(1, "read me.txt", 1000, 0, IsWanted: false)];
        seeding.Connected =
        [
            new PeerSnapshot { Address = IPEndPoint.Parse("192.0.2.7:51413"), Client = "Transmission 3.00", Progress = 0.5, UploadRate = 123 << 10, Uploaded = 700 << 20, PeerInterested = true },
            new PeerSnapshot { Address = IPEndPoint.Parse("[2001:db8::1234:5678:9abc]:6881"), Client = "p2pshare 0.1.0", Progress = 1, Downloaded = 20 << 10 },
        ];
        _transfers.Add("film.mkv", Looks with { State = TorrentState.Checking, BytesDone = 999 << 20, Eta = TimeSpan.FromHours(3) });
    }
}
