using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Diagnostics;

public sealed class HoldUpPolicyTests
{
    /// <summary>Receives from two of three interesting peers; nothing else is in the way.</summary>
    private static readonly TorrentFacts Taking = new()
    {
        State = TorrentState.Downloading,
        Peers = new PeerFacts { Connected = 4, Known = 12, Interesting = 3, Unchoking = 2, Sending = 2 },
        Pieces = new PieceFacts { Missing = 10, Cost = 1000 },
        Load = new LoadFacts { MemoryTotal = 10_000, MemoryFree = 10_000 },
    };

    private static readonly TorrentFacts Giving = new()
    {
        State = TorrentState.Seeding,
        Active = TimeSpan.FromHours(1),
        Peers = new PeerFacts { Connected = 3, Known = 5, InterestedInUs = 2, Served = 2 },
        Load = new LoadFacts { Incoming = 1 },
        Sources = [new SourceReport(SourceKind.Tracker, SourceOutcome.Working)],
    };

    [Theory]
    [InlineData(TorrentState.Checking, HoldUp.Checking)]
    [InlineData(TorrentState.Paused, HoldUp.Paused)]
    [InlineData(TorrentState.Stopped, HoldUp.Stopped)]
    [InlineData(TorrentState.FetchingMetadata, HoldUp.FindingMetadata)]
    [InlineData(TorrentState.Downloading, HoldUp.PeersUpload)]
    public void Its_state_comes_first(TorrentState state, HoldUp expected) => HoldUpPolicy.Judge(Taking with { State = state }).Reason.ShouldBe(expected);

    [Theory]
    [InlineData(TorrentState.Downloading)]
    [InlineData(TorrentState.FetchingMetadata)]
    public void Without_peers_it_says_whether_any_are_known(TorrentState state)
    {
        Reason(new PeerFacts()).ShouldBe(HoldUp.NoPeers);
        Reason(new PeerFacts { Known = 2, Connecting = 1 }).ShouldBe(HoldUp.Connecting);
        Reason(new PeerFacts { Known = 2, Connecting = 1, Refused = 1 }).ShouldBe(HoldUp.CannotConnect);
        Reason(new PeerFacts { Known = 2, Connecting = 1, GivenUp = 1 }).ShouldBe(HoldUp.CannotConnect);
        Reason(new PeerFacts { Known = 2, TimedOut = 2 }).ShouldBe(HoldUp.CannotConnect);
        Reason(new PeerFacts { Known = 2, BrokeOff = 2 }).ShouldBe(HoldUp.CannotConnect);
        Reason(new PeerFacts { Known = 2 }).ShouldBe(HoldUp.CannotConnect);
        Reason(new PeerFacts { GivenUp = 1 }).ShouldBe(HoldUp.CannotConnect);

        HoldUp Reason(PeerFacts peers) => HoldUpPolicy.Judge(Taking with { State = state, Peers = peers }).Reason;
    }

    [Fact]
    public void Peers_that_have_nothing_for_us_are_not_blamed_for_choking()
    {
        HoldUpPolicy.Judge(Taking with { Peers = new PeerFacts { Connected = 3, Known = 3 } }).Reason.ShouldBe(HoldUp.MissingPieces);
        HoldUpPolicy.Judge(Taking with { Peers = new PeerFacts { Connected = 3, Known = 3, Interesting = 1 } }).Reason.ShouldBe(HoldUp.Choked);
    }

    [Theory]
    [InlineData(0.4, 0.4, HoldUp.PeersUpload, false)]
    [InlineData(0.5, 0.0, HoldUp.DownloadLimit, false)]
    [InlineData(0.0, 0.5, HoldUp.DownloadLimit, true)]
    [InlineData(0.9, 0.9, HoldUp.DownloadLimit, false)]
    public void A_limit_counts_when_it_is_waited_for_half_of_the_time(double own, double shared, HoldUp expected, bool isShared)
    {
        var down = HoldUpPolicy.Judge(Taking with { DownloadWaits = own, Load = Taking.Load with { DownloadWaits = shared } });
        var up = HoldUpPolicy.Judge(Giving with { UploadWaits = own, Load = Giving.Load with { UploadWaits = shared } });

        down.ShouldSatisfyAllConditions(() => down.Reason.ShouldBe(expected), () => down.IsLimitShared.ShouldBe(isShared));
        up.ShouldSatisfyAllConditions(
            () => up.Reason.ShouldBe(expected == HoldUp.PeersUpload ? HoldUp.Complete : HoldUp.UploadLimit),
            () => up.IsLimitShared.ShouldBe(isShared));
    }

    [Theory]
    [InlineData(0.4, 1.0, HoldUp.PeersUpload)]
    [InlineData(0.5, 0.4, HoldUp.Disk)]
    [InlineData(1.0, 0.5, HoldUp.Hashing)]
    public void A_disk_that_is_behind_waits_for_itself_or_for_hashes(double behind, double hashing, HoldUp expected) =>
        HoldUpPolicy.Judge(Taking with { Load = Taking.Load with { DiskBehind = behind, Hashing = hashing } }).Reason.ShouldBe(expected);

    [Theory]
    [InlineData(999, 1, HoldUp.Memory)]
    [InlineData(1000, 2, HoldUp.PeersUpload)]
    [InlineData(0, 0, HoldUp.PeersUpload)]
    public void Memory_counts_when_it_is_used_up_and_peers_are_idle_for_it(long free, int idle, HoldUp expected) =>
        HoldUpPolicy.Judge(Taking with { Load = Taking.Load with { MemoryFree = free }, Peers = Taking.Peers with { Idle = idle } }).Reason.ShouldBe(expected);

    [Fact]
    public void A_seed_that_nobody_wants_is_told_apart_from_one_that_nobody_finds()
    {
        var alone = Giving with { Peers = new PeerFacts() };

        Reason(alone).ShouldBe(HoldUp.NobodyWants);
        Reason(alone with { Load = new LoadFacts() }).ShouldBe(HoldUp.NoIncoming);
        Reason(alone with { Load = new LoadFacts(), Active = HoldUpPolicy.IncomingPatience }).ShouldBe(HoldUp.NoIncoming);
        Reason(alone with { Load = new LoadFacts(), Active = HoldUpPolicy.IncomingPatience - TimeSpan.FromSeconds(1) }).ShouldBe(HoldUp.NobodyWants);
        Reason(alone with { Sources = [new SourceReport(SourceKind.Tracker, SourceOutcome.Failed), new SourceReport(SourceKind.Lsd, SourceOutcome.Working)] }).ShouldBe(HoldUp.NoPeers);
        Reason(alone with { Sources = [new SourceReport(SourceKind.Tracker, SourceOutcome.Asking)] }).ShouldBe(HoldUp.NobodyWants);
        Reason(alone with { Sources = [new SourceReport(SourceKind.Dht, SourceOutcome.Working)] }).ShouldBe(HoldUp.NobodyWants);
        Reason(Giving with { Peers = Giving.Peers with { InterestedInUs = 0 } }).ShouldBe(HoldUp.NobodyWants);
        Reason(Giving).ShouldBe(HoldUp.Complete);
        Reason(Giving with { Load = Giving.Load with { ReadsWaiting = 16 } }).ShouldBe(HoldUp.Disk);

        static HoldUp Reason(TorrentFacts facts) => HoldUpPolicy.Judge(facts).Reason;
    }
}
