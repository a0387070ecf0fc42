using P2PShare.Cli.Views;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Views;

public sealed class WhyAdviceTests
{
    [Theory]
    [InlineData(HoldUp.DownloadLimit, true, "`p2pshare limit -d none` lifts it.")]
    [InlineData(HoldUp.DownloadLimit, false, "`p2pshare limit -d none TORRENT` lifts it.")]
    [InlineData(HoldUp.UploadLimit, true, "`p2pshare limit -u none` lifts it.")]
    public void A_limit_is_lifted_where_it_is_set(HoldUp reason, bool isShared, string advice) =>
        WhyAdvice.Of(new Diagnosis(reason, new TorrentFacts { State = TorrentState.Downloading }) { IsLimitShared = isShared }).ShouldBe(advice);
}
