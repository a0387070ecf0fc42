using P2PShare.Interop.Tests.Clients;
using P2PShare.Interop.Tests.Infrastructure;
using Xunit;
using Xunit.Abstractions;

namespace P2PShare.Interop.Tests;

/// <summary>We announce in the DHT, and Transmission finds us.</summary>
public sealed class DhtToTransmissionTests(NetworkNamespace network, ITestOutputHelper output) : IClassFixture<NetworkNamespace>
{
    [ForeignClientFact(ForeignClient.NetworkNamespace, ForeignClient.Transmission)]
    public Task Transmission_finds_us() =>
        DhtScenario.RunWithTransmissionAsync(network, output, DhtScenario.Us, static settings => new TransmissionClient(settings));
}
