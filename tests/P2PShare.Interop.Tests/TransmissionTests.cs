using P2PShare.Interop.Tests.Clients;
using P2PShare.Interop.Tests.Infrastructure;
using Xunit;
using Xunit.Abstractions;

namespace P2PShare.Interop.Tests;

/// <summary>We and Transmission, whose version 3 knows v1 only. It looks around every ten seconds, so these take their time.</summary>
public sealed class TransmissionTests(NetworkNamespace network, ITestOutputHelper output) : IClassFixture<NetworkNamespace>
{
    [ForeignClientTheory(ForeignClient.NetworkNamespace, ForeignClient.Opentracker, ForeignClient.Mktorrent, ForeignClient.Transmission)]
    [InlineData("file")]
    [InlineData("folder")]
    public Task We_get_from_Transmission(string shape) =>
        TransferScenario.RunAsync(network, output, new TransmissionClient(), new P2PShareClient(), "v1", shape);

    [ForeignClientTheory(ForeignClient.NetworkNamespace, ForeignClient.Opentracker, ForeignClient.Transmission)]
    [InlineData("file")]
    [InlineData("folder")]
    public Task Transmission_gets_from_us(string shape) =>
        TransferScenario.RunAsync(network, output, new P2PShareClient(), new TransmissionClient(), "v1", shape);
}
