using System.Net;
using P2PShare.Net.Transport;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Dht.Tests;

/// <summary>The DHT takes its own datagrams from a socket and leaves the others to whoever shares it.</summary>
public sealed class SharedSocketTests
{
    [Fact]
    public async Task What_does_not_begin_as_a_dictionary_is_left_to_others()
    {
        await using var socket = new SharedDatagramSocket(new UdpTransport().Bind(new IPEndPoint(IPAddress.Loopback, 0)));
        await using var sender = new UdpTransport().Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var others = new Recorder();
        await using var node = new DhtNode([socket], new DhtOptions { Routers = [] });
        node.Start();
        socket.Attach(others);

        foreach (var datagram in (byte[][])["d1:y1:q1:t1:a1:q4:pinge"u8.ToArray(), [0x41, 0, 1, 2], "d"u8.ToArray(), [], [0x01]])
        {
            await sender.SendAsync(datagram, socket.LocalEndPoint, CancellationToken.None);
        }

        await Eventually.Is(() => others.Taken.Count == 3);
        others.Taken.ShouldBe([[0x41, 0, 1, 2], [], [0x01]]);
        node.Snapshot().Received.ShouldBe(2);
    }

    private sealed class Recorder : IDatagramReceiver
    {
        private readonly List<byte[]> _taken = [];

        public IReadOnlyList<byte[]> Taken
        {
            get
            {
                lock (_taken)
                {
                    return [.. _taken];
                }
            }
        }

        public bool TryReceive(ReadOnlyMemory<byte> datagram, IPEndPoint sender)
        {
            lock (_taken)
            {
                _taken.Add(datagram.ToArray());
            }

            return true;
        }
    }
}
