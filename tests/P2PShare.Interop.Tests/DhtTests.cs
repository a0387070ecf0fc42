using P2PShare.Interop.Tests.Infrastructure;
using Xunit;
using Xunit.Abstractions;

namespace P2PShare.Interop.Tests;

/// <summary>Our programs, and the DHT alone.</summary>
public sealed class DhtTests(NetworkNamespace network, ITestOutputHelper output) : IClassFixture<NetworkNamespace>
{
    [ForeignClientTheory(ForeignClient.NetworkNamespace)]
    [InlineData("v1")]
    [InlineData("v2")]
    public Task We_find_each_other(string format) => DhtScenario.RunAsync(network, output, DhtScenario.Us, DhtScenario.Us, format);
}
