using P2PShare.Interop.Tests.Clients;
using P2PShare.Interop.Tests.Infrastructure;
using Xunit;
using Xunit.Abstractions;

namespace P2PShare.Interop.Tests;

/// <summary>We and aria2, and the DHT alone.</summary>
public sealed class Aria2DhtTests(NetworkNamespace network, ITestOutputHelper output) : IClassFixture<NetworkNamespace>
{
    [ForeignClientFact(ForeignClient.NetworkNamespace, ForeignClient.Aria2)]
    public Task We_find_aria2() =>
        DhtScenario.RunAsync(network, output, static settings => new Aria2Client(settings), DhtScenario.Us, "v1");

    [ForeignClientFact(ForeignClient.NetworkNamespace, ForeignClient.Aria2)]
    public Task Aria2_finds_us() =>
        DhtScenario.RunAsync(network, output, DhtScenario.Us, static settings => new Aria2Client(settings), "v1");
}
