using P2PShare.Interop.Tests.Clients;
using P2PShare.Interop.Tests.Infrastructure;
using Xunit;
using Xunit.Abstractions;

namespace P2PShare.Interop.Tests;

/// <summary>Transmission announces in the DHT, and we find it.</summary>
public sealed class DhtFromTransmissionTests(NetworkNamespace network, ITestOutputHelper output) : IClassFixture<NetworkNamespace>
{
    [ForeignClientFact(ForeignClient.NetworkNamespace, ForeignClient.Transmission)]
    public Task We_find_Transmission() =>
        DhtScenario.RunWithTransmissionAsync(network, output, static settings => new TransmissionClient(settings), DhtScenario.Us);
}
