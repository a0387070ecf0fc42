using P2PShare.Net.Transport;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Net.Tests.Transport;

public sealed class LocalSocketsTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    public async Task Bytes_go_both_ways_however_long_the_path_is(int length)
    {
        var folder = Directory.CreateDirectory(_folder[new string('x', length)]).FullName;
        var path = Path.Combine(folder, "1.sock");
        await using (var listener = LocalSockets.Listen(path))
        {
            var accepting = listener.AcceptAsync(CancellationToken.None);
            await using var client = await LocalSockets.ConnectAsync(path, CancellationToken.None);
            await using var server = await Eventually.Completes(accepting);

            await client!.WriteAsync(new byte[] { 1 });
            var buffer = new byte[1];
            (await Eventually.Completes(server!.ReadAsync(buffer).AsTask())).ShouldBe(1);
            await server.WriteAsync(new byte[] { 2 });
            (await Eventually.Completes(client.ReadAsync(buffer).AsTask())).ShouldBe(1);

            buffer[0].ShouldBe((byte)2);
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Directory.GetFiles(folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_is_disposed_accepts_nobody_any_more()
    {
        var listener = LocalSockets.Listen(_folder["1.sock"]);
        var accepting = listener.AcceptAsync(CancellationToken.None);

        await listener.DisposeAsync();

        (await Eventually.Completes(accepting)).ShouldBeNull();
    }

    [Fact]
    public async Task Nobody_behind_a_path_is_told_apart_from_no_path()
    {
        File.WriteAllBytes(_folder["2.sock"], []);

        (await LocalSockets.ConnectAsync(_folder["2.sock"], CancellationToken.None)).ShouldBeNull();
        await Should.ThrowAsync<NetException>(() => LocalSockets.ConnectAsync(_folder["3.sock"], CancellationToken.None));
    }
}
