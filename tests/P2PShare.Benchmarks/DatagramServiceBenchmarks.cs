using System.Net;
using BenchmarkDotNet.Attributes;
using P2PShare.Net.Addresses;
using P2PShare.Net.Transport;

namespace P2PShare.Benchmarks;

/// <summary>A thousand datagrams of a tracker's size there and back, 64 of them under way: pays for <c>LinuxDatagramBatch</c>.</summary>
[MemoryDiagnoser]
public class DatagramServiceBenchmarks
{
    private const int Datagrams = 1_000;
    private const int UnderWay = 64;
    private const int Length = 98;
    private const int AnswerLength = 320;

    private readonly byte[] _datagram = new byte[Length];
    private readonly byte[] _answer = new byte[AnswerLength];
    private IDatagramSocket? _server;
    private IDatagramSocket? _client;
    private Task? _serving;

    /// <summary>Whether many are taken with one call, where the system can.</summary>
    [Params(false, true)]
    public bool InBatches { get; set; }

    [GlobalSetup]
    public void Begin()
    {
        var transport = new UdpTransport();
        _server = transport.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _client = transport.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _serving = InBatches
            ? _server.ServeAsync(new Answerer(), Length, AnswerLength)
            : DatagramService.RunAsync(_server, new Answerer(), Length, AnswerLength);
    }

    [GlobalCleanup]
    public async Task EndAsync()
    {
        await _server!.DisposeAsync();
        await _client!.DisposeAsync();
        await _serving!;
    }

    [Benchmark(OperationsPerInvoke = Datagrams)]
    public async Task ThereAndBack()
    {
        for (var sent = 0; sent < Datagrams + UnderWay; sent++)
        {
            if (sent < Datagrams)
            {
                await _client!.SendAsync(_datagram, _server!.LocalEndPoint, CancellationToken.None);
            }

            if (sent >= UnderWay)
            {
                await _client!.ReceiveAsync(_answer, CancellationToken.None);
            }
        }
    }

    private sealed class Answerer : IDatagramResponder
    {
        public int Respond(ReadOnlySpan<byte> datagram, HostEndPoint sender, Span<byte> answer) => answer.Length;
    }
}
