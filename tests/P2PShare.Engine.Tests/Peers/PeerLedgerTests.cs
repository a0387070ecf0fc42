using System.Net;
using System.Text;
using P2PShare.Engine.Peers;
using P2PShare.Protocol.PeerWire;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Peers;

public sealed class PeerLedgerTests
{
    private readonly PeerLedger _ledger = new();

    [Fact]
    public void Who_comes_again_from_another_port_is_counted_on()
    {
        Add("a", "192.0.2.1:1000", 10, 1);
        Add("b", "192.0.2.1:1001", 5, 1);
        Add("a", "192.0.2.1:1002", 20, 2);

        _ledger.Top(9).ShouldBe([new PeerTotal(IPEndPoint.Parse("192.0.2.1:1002"), "a", 30, 3), new PeerTotal(IPEndPoint.Parse("192.0.2.1:1001"), "b", 5, 1)]);
    }

    [Fact]
    public void Who_moved_nothing_is_not_told() => Told(() => Add("a", "192.0.2.1:1000", 0, 0)).ShouldBeEmpty();

    [Fact]
    public void The_most_come_first_and_no_more_than_were_asked_for()
    {
        for (var i = 1; i <= 30; i++)
        {
            Add($"{i}", "192.0.2.1:1000", i, 0);
        }

        _ledger.Top(2).Select(total => total.Client).ShouldBe(["30", "29"]);
    }

    [Fact]
    public void Those_of_the_least_bytes_are_forgotten_when_there_are_too_many()
    {
        for (var i = 1; i <= 1001; i++)
        {
            Add($"{i}", "192.0.2.1:1000", i == 500 ? 1 : 1000 + i, 0);
        }

        _ledger.Top(2000).Count.ShouldBe(1000);
        _ledger.Top(2000).ShouldNotContain(total => total.Client == "500");
    }

    private IReadOnlyList<PeerTotal> Told(Action adding)
    {
        adding();
        return _ledger.Top(9);
    }

    private void Add(string name, string address, long down, long up) =>
        _ledger.Add(new PeerId(Encoding.Latin1.GetBytes(name.PadRight(PeerId.Size, '-'))), new PeerTotal(IPEndPoint.Parse(address), name, down, up));
}
