using P2PShare.Interop.Tests.Clients;
using P2PShare.Interop.Tests.Infrastructure;
using Xunit;
using Xunit.Abstractions;

namespace P2PShare.Interop.Tests;

/// <summary>We and libtorrent, the engine of qBittorrent and Deluge, in all formats: for v2 the pieces' hashes travel between the peers.</summary>
public sealed class LibtorrentTests(NetworkNamespace network, ITestOutputHelper output) : IClassFixture<NetworkNamespace>
{
    [ForeignClientTheory(ForeignClient.NetworkNamespace, ForeignClient.Opentracker, ForeignClient.Libtorrent)]
    [InlineData("v1", "file")]
    [InlineData("v1", "folder")]
    [InlineData("hybrid", "file")]
    [InlineData("hybrid", "folder")]
    [InlineData("v2", "file")]
    [InlineData("v2", "folder")]
    public Task We_get_from_libtorrent(string format, string shape) =>
        TransferScenario.RunAsync(network, output, new LibtorrentClient(), new P2PShareClient(), format, shape);

    [ForeignClientTheory(ForeignClient.NetworkNamespace, ForeignClient.Opentracker, ForeignClient.Libtorrent)]
    [InlineData("v1", "file")]
    [InlineData("v1", "folder")]
    [InlineData("hybrid", "file")]
    [InlineData("hybrid", "folder")]
    [InlineData("v2", "file")]
    [InlineData("v2", "folder")]
    public Task Libtorrent_gets_from_us(string format, string shape) =>
        TransferScenario.RunAsync(network, output, new P2PShareClient(), new LibtorrentClient(), format, shape);
}
