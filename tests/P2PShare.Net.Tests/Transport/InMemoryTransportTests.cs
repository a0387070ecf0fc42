using P2PShare.Net.Transport;
using P2PShare.Testing.Network;

namespace P2PShare.Net.Tests.Transport;

public sealed class InMemoryTransportTests : TransportContract
{
    private protected override ITransport Transport { get; } = new InMemoryNetwork().Host("10.0.0.1");
}
