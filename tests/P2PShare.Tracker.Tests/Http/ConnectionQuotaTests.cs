using System.Net;
using Microsoft.AspNetCore.Connections;
using P2PShare.Tracker.Http;
using Shouldly;
using Xunit;

namespace P2PShare.Tracker.Tests.Http;

public sealed class ConnectionQuotaTests
{
    [Theory]
    [InlineData("203.0.113.1", "203.0.113.1", 2)]
    [InlineData("::ffff:203.0.113.1", "203.0.113.1", 2)]
    [InlineData("2001:db8::1", "2001:db8::2", 2)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", 3)]
    [InlineData("203.0.113.1", "203.0.113.2", 3)]
    [InlineData("10.0.0.1", "10.0.0.1", 3)]
    [InlineData("127.0.0.1", "127.0.0.1", 3)]
    public async Task One_host_of_the_internet_gets_so_many_connections(string first, string second, int served)
    {
        var open = new TaskCompletionSource();
        var running = 0;
        var handle = new ConnectionQuota(perHost: 2).Limit(_ =>
        {
            Interlocked.Increment(ref running);
            return open.Task;
        });

        Task[] connections = [handle(From(first)), handle(From(first)), handle(From(second))];

        running.ShouldBe(served);
        open.SetResult();
        await Task.WhenAll(connections);
        await handle(From(first));
        running.ShouldBe(served + 1);
    }

    private static DefaultConnectionContext From(string address) => new() { RemoteEndPoint = new IPEndPoint(IPAddress.Parse(address), 1234) };
}
