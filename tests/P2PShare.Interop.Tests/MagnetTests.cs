using P2PShare.Interop.Tests.Clients;
using P2PShare.Interop.Tests.Infrastructure;
using Xunit;
using Xunit.Abstractions;

namespace P2PShare.Interop.Tests;

/// <summary>A magnet link and no torrent: metadata (BEP 9), and the piece layers of v2 (BEP 52), travel between us and others.</summary>
public sealed class MagnetTests(NetworkNamespace network, ITestOutputHelper output) : IClassFixture<NetworkNamespace>
{
    [ForeignClientTheory(ForeignClient.NetworkNamespace, ForeignClient.Opentracker, ForeignClient.Libtorrent)]
    [InlineData("v1")]
    [InlineData("hybrid")]
    [InlineData("v2")]
    public Task We_get_a_link_from_libtorrent(string format) => RunAsync(new LibtorrentClient(), new P2PShareClient(), format);

    [ForeignClientTheory(ForeignClient.NetworkNamespace, ForeignClient.Opentracker, ForeignClient.Libtorrent)]
    [InlineData("v1")]
    [InlineData("hybrid")]
    [InlineData("v2")]
    public Task Libtorrent_gets_a_link_from_us(string format) => RunAsync(new P2PShareClient(), new LibtorrentClient(), format);

    [ForeignClientFact(ForeignClient.NetworkNamespace, ForeignClient.Opentracker, ForeignClient.Mktorrent, ForeignClient.Aria2)]
    public Task We_get_a_link_from_aria2() => RunAsync(new Aria2Client(), new P2PShareClient(), "v1");

    [ForeignClientFact(ForeignClient.NetworkNamespace, ForeignClient.Opentracker, ForeignClient.Aria2)]
    public Task Aria2_gets_a_link_from_us() => RunAsync(new P2PShareClient(), new Aria2Client(), "v1");

    [ForeignClientFact(ForeignClient.NetworkNamespace, ForeignClient.Opentracker, ForeignClient.Mktorrent, ForeignClient.Transmission)]
    public Task We_get_a_link_from_Transmission() => RunAsync(new TransmissionClient(), new P2PShareClient(), "v1");

    [ForeignClientFact(ForeignClient.NetworkNamespace, ForeignClient.Opentracker, ForeignClient.Transmission)]
    public Task Transmission_gets_a_link_from_us() => RunAsync(new P2PShareClient(), new TransmissionClient(), "v1");

    private Task RunAsync(IPeerProgram seeder, IPeerProgram leecher, string format) =>
        TransferScenario.RunAsync(network, output, seeder, leecher, format, "folder", byLink: true);
}
