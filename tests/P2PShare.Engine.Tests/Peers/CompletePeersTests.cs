using System.Net;
using P2PShare.Engine.Peers;
using P2PShare.Protocol.PeerWire;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Peers;

public sealed class CompletePeersTests
{
    private readonly CompletePeers _complete = new();

    [Fact]
    public void One_that_comes_back_is_counted_once_by_its_id_or_by_its_address()
    {
        _complete.Add(Id(1), null);
        _complete.Add(Id(1), Address(1));
        _complete.Add(Id(2), Address(1));

        _complete.Count.ShouldBe(1);
    }

    [Fact]
    public void Two_behind_one_address_are_two()
    {
        _complete.Add(Id(1), Address(1));
        _complete.Add(Id(2), Address(2));
        _complete.Add(Id(3), null);

        _complete.Count.ShouldBe(3);
    }

    [Fact]
    public void Memory_for_them_is_bounded()
    {
        for (var number = 0; number < 3 * CompletePeers.Capacity; number++)
        {
            _complete.Add(Id(number), new IPEndPoint(number, 1));
        }

        _complete.Count.ShouldBe(CompletePeers.Capacity);
    }

    private static IPEndPoint Address(int port) => new(IPAddress.Loopback, port);

    private static PeerId Id(int number)
    {
        var bytes = new byte[PeerId.Size];
        BitConverter.TryWriteBytes(bytes, number);
        return new PeerId(bytes);
    }
}
