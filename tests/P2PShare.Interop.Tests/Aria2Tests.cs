using P2PShare.Interop.Tests.Clients;
using P2PShare.Interop.Tests.Infrastructure;
using Xunit;
using Xunit.Abstractions;

namespace P2PShare.Interop.Tests;

/// <summary>We and aria2, which knows v1 only.</summary>
public sealed class Aria2Tests(NetworkNamespace network, ITestOutputHelper output) : IClassFixture<NetworkNamespace>
{
    [ForeignClientTheory(ForeignClient.NetworkNamespace, ForeignClient.Opentracker, ForeignClient.Mktorrent, ForeignClient.Aria2)]
    [InlineData("file")]
    [InlineData("folder")]
    public Task We_get_from_aria2(string shape) =>
        TransferScenario.RunAsync(network, output, new Aria2Client(), new P2PShareClient(), "v1", shape);

    [ForeignClientTheory(ForeignClient.NetworkNamespace, ForeignClient.Opentracker, ForeignClient.Aria2)]
    [InlineData("file")]
    [InlineData("folder")]
    public Task Aria2_gets_from_us(string shape) =>
        TransferScenario.RunAsync(network, output, new P2PShareClient(), new Aria2Client(), "v1", shape);
}
