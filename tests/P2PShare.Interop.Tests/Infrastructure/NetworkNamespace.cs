using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Xunit;

namespace P2PShare.Interop.Tests.Infrastructure;

/// <summary>
/// A network of its own for one class of tests: nothing but <c>lo</c>, with the addresses 10.9.0.1 to 10.9.0.30 of one network on it, since some clients refuse
/// peers at 127.0.0.1. Nothing that runs inside can reach anything else. Where namespaces cannot be made it stays unmade, and its tests are skipped.
/// </summary>
public sealed class NetworkNamespace : IAsyncLifetime
{
    private const string Prefix = "p2pshare-";
    private const int AddressCount = 30;

    // Once, since all classes begin at the same time.
    private static readonly Lazy<Task> Tidied = new(RemoveAbandonedAsync);

    private static int _count;

    private int _lastAddress;

    /// <summary>As <c>ip netns</c> calls it.</summary>
    public string Name { get; } = $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref _count)}";

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (Machine.WhatLacks(ForeignClient.NetworkNamespace) is not null)
        {
            return;
        }

        await Tidied.Value;
        await IpAsync("netns", "add", Name);
        await IpAsync("-n", Name, "link", "set", "lo", "up", "multicast", "on");
        await IpAsync("-n", Name, "route", "add", "224.0.0.0/4", "dev", "lo");
        for (var host = 1; host <= AddressCount; host++)
        {
            await IpAsync("-n", Name, "addr", "add", $"10.9.0.{host}/24", "dev", "lo");
        }

        AppDomain.CurrentDomain.ProcessExit += RemoveAtExit;
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= RemoveAtExit;
        await RemoveAsync(Name);
    }

    /// <summary>The next address, in turn, so that two clients of one test never share one.</summary>
    public IPAddress NextAddress()
    {
        var host = Interlocked.Increment(ref _lastAddress) % AddressCount + 1;
        return new IPAddress([10, 9, 0, (byte)host]);
    }

    /// <summary>A port that is free on this address for TCP and UDP alike, asked from the system.</summary>
    public int FreePort(IPAddress address)
    {
        while (true)
        {
            using var stream = MakeSocket(SocketType.Stream, ProtocolType.Tcp);
            stream.Bind(new IPEndPoint(address, 0));
            var port = ((IPEndPoint)stream.LocalEndPoint!).Port;
            using var datagram = MakeSocket(SocketType.Dgram, ProtocolType.Udp);
            try
            {
                datagram.Bind(new IPEndPoint(address, port));
                return port;
            }
            catch (SocketException)
            {
                // Somebody's datagrams come in there: ask for another.
            }
        }
    }

    /// <summary>An HTTP client whose connections are made inside.</summary>
    public HttpClient MakeHttpClient() => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = MakeSocket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    });

    /// <summary>The command that runs a program inside.</summary>
    public (string Program, string[] Arguments) Enter(string program, IEnumerable<string> arguments) =>
        ("ip", ["netns", "exec", Name, program, .. arguments]);

    /// <summary>Makes sockets inside. One belongs to the namespace of the thread that makes it, for ever: so a thread of its own goes in, makes it and ends.</summary>
    public T MakeInside<T>(Func<T> make)
    {
        (T Made, Exception? Failure) result = default;
        var thread = new Thread(() =>
        {
            try
            {
                using var handle = File.OpenHandle($"/run/netns/{Name}");
                if (NativeMethods.SetNamespace(handle, NativeMethods.NetworkNamespaces) != 0)
                {
                    throw new InvalidOperationException($"cannot enter {Name}: error {Marshal.GetLastPInvokeError()}");
                }

                result = (make(), null);
            }
            catch (Exception exception)
            {
                result = (default!, exception);
            }
        });
        thread.Start();
        thread.Join();
        return result.Failure is null ? result.Made : throw new InvalidOperationException("no socket inside the namespace", result.Failure);
    }

    private Socket MakeSocket(SocketType type, ProtocolType protocol) => MakeInside(() => new Socket(AddressFamily.InterNetwork, type, protocol));

    private void RemoveAtExit(object? sender, EventArgs arguments) => RemoveAsync(Name).GetAwaiter().GetResult();

    /// <summary>Removes what runs left behind that were killed before they could tidy up.</summary>
    private static async Task RemoveAbandonedAsync()
    {
        if (!Directory.Exists("/run/netns"))
        {
            return;
        }

        foreach (var name in Directory.EnumerateFiles("/run/netns", Prefix + "*").Select(Path.GetFileName))
        {
            if (int.TryParse(name![Prefix.Length..].Split('-')[0], out var owner) && !Directory.Exists($"/proc/{owner}"))
            {
                await RemoveAsync(name);
            }
        }
    }

    private static async Task RemoveAsync(string name)
    {
        if (!File.Exists($"/run/netns/{name}"))
        {
            return;
        }

        try
        {
            var inside = await IpAsync("netns", "pids", name);
            foreach (var line in inside.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                NativeMethods.Kill(int.Parse(line), NativeMethods.SignalKill);
            }

            await IpAsync("netns", "delete", name);
        }
        catch (InvalidOperationException) when (!File.Exists($"/run/netns/{name}"))
        {
            // Another run of these tests was faster.
        }
    }

    private static async Task<string> IpAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("ip", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {await errors}");
    }
}
