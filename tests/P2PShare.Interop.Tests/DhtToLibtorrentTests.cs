using P2PShare.Interop.Tests.Clients;
using P2PShare.Interop.Tests.Infrastructure;
using Xunit;
using Xunit.Abstractions;

namespace P2PShare.Interop.Tests;

/// <summary>We announce in the DHT, and libtorrent finds us.</summary>
public sealed class DhtToLibtorrentTests(NetworkNamespace network, ITestOutputHelper output) : IClassFixture<NetworkNamespace>
{
    [ForeignClientTheory(ForeignClient.NetworkNamespace, ForeignClient.Libtorrent)]
    [InlineData("v1")]
    [InlineData("hybrid")]
    [InlineData("v2")]
    public Task Libtorrent_finds_us(string format) =>
        DhtScenario.RunAsync(network, output, DhtScenario.Us, static settings => new LibtorrentClient(settings), format);
}
