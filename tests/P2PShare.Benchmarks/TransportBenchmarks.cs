using System.Net;
using BenchmarkDotNet.Attributes;
using P2PShare.Net.Transport;

namespace P2PShare.Benchmarks;

/// <summary>What a connection costs: a stream in one direction, and a small message there and back. Nothing may be allocated.</summary>
[MemoryDiagnoser]
public class TransportBenchmarks
{
    private const int StreamLength = 64 * 1024 * 1024;
    private const int BufferLength = 256 * 1024;

    private readonly byte[] _sent = new byte[BufferLength];
    private readonly byte[] _received = new byte[BufferLength];
    private readonly byte[] _ball = new byte[17];
    private readonly byte[] _caught = new byte[17];
    private IConnectionListener? _listener;
    private IConnection? _near;
    private IConnection? _far;

    [GlobalSetup]
    public async Task ConnectAsync()
    {
        var transport = new TcpTransport();
        _listener = transport.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        _near = await transport.ConnectAsync(_listener.LocalEndPoint, null, CancellationToken.None);
        _far = await _listener.AcceptAsync(CancellationToken.None);
    }

    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await _near!.DisposeAsync();
        await _far!.DisposeAsync();
        await _listener!.DisposeAsync();
    }

    [Benchmark]
    public async Task Stream64MiB()
    {
        var sending = SendStreamAsync();
        for (var received = 0L; received < StreamLength;)
        {
            received += await _far!.ReceiveAsync(_received, CancellationToken.None);
        }

        await sending;
    }

    [Benchmark]
    public async Task ThereAndBack()
    {
        await _near!.SendAsync(_ball, CancellationToken.None);
        await _far!.WaitReadableAsync(CancellationToken.None);
        await _far.ReceiveAsync(_caught, CancellationToken.None);
        await _far.SendAsync(_caught, CancellationToken.None);
        await _near.ReceiveAsync(_ball, CancellationToken.None);
    }

    private async Task SendStreamAsync()
    {
        for (var sent = 0L; sent < StreamLength; sent += BufferLength)
        {
            await _near!.SendAsync(_sent, CancellationToken.None);
        }
    }
}
