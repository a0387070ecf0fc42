using System.Net;
using P2PShare.Net.Transport;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Net.Tests.Transport;

/// <summary>Run alone, since what others allocate would be counted too.</summary>
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
[Collection(nameof(AllocationTests))]
public sealed class AllocationTests
{
    [Fact]
    public async Task A_connection_allocates_nothing_per_receive_and_send()
    {
        var transport = new TcpTransport();
        await using var listener = transport.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        await using var near = await transport.ConnectAsync(listener.LocalEndPoint, null, CancellationToken.None);
        await using var far = (await listener.AcceptAsync(CancellationToken.None))!;
        using var cancel = new CancellationTokenSource();
        const int Rounds = 5000;

        await Eventually.Completes(PlayAsync(near, far, Rounds, cancel.Token));
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await Eventually.Completes(PlayAsync(near, far, Rounds, cancel.Token));
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        // An unpooled state machine takes more than 100 bytes for each of the four waits of a round.
        ((double)allocated / Rounds).ShouldBeLessThan(50);
    }

    private static Task PlayAsync(IConnection near, IConnection far, int rounds, CancellationToken cancellationToken) =>
        Task.WhenAll(ServeAsync(near, rounds, cancellationToken), ReturnAsync(far, rounds, cancellationToken));

    private static async Task ServeAsync(IConnection connection, int rounds, CancellationToken cancellationToken)
    {
        var ball = new byte[64];
        for (var round = 0; round < rounds; round++)
        {
            await connection.SendAsync(ball, cancellationToken);
            await connection.WaitReadableAsync(cancellationToken);
            await connection.ReceiveAsync(ball, cancellationToken);
        }
    }

    private static async Task ReturnAsync(IConnection connection, int rounds, CancellationToken cancellationToken)
    {
        var ball = new byte[64];
        for (var round = 0; round < rounds; round++)
        {
            var count = await connection.ReceiveAsync(ball, cancellationToken);
            await connection.SendAsync(ball.AsMemory(0, count), cancellationToken);
        }
    }
}
