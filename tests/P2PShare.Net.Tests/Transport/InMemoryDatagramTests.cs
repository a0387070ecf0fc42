using P2PShare.Net.Transport;
using P2PShare.Testing.Network;

namespace P2PShare.Net.Tests.Transport;

public sealed class InMemoryDatagramTests : DatagramContract
{
    private protected override IDatagramTransport Datagrams { get; } = new InMemoryNetwork().Host("10.0.0.1");
}
