using P2PShare.Interop.Tests.Clients;
using P2PShare.Interop.Tests.Infrastructure;
using Xunit;
using Xunit.Abstractions;

namespace P2PShare.Interop.Tests;

/// <summary>libtorrent announces in the DHT, and we find it.</summary>
public sealed class DhtFromLibtorrentTests(NetworkNamespace network, ITestOutputHelper output) : IClassFixture<NetworkNamespace>
{
    [ForeignClientTheory(ForeignClient.NetworkNamespace, ForeignClient.Libtorrent)]
    [InlineData("v1")]
    [InlineData("hybrid")]
    [InlineData("v2")]
    public Task We_find_libtorrent(string format) =>
        DhtScenario.RunAsync(network, output, static settings => new LibtorrentClient(settings), DhtScenario.Us, format);
}
