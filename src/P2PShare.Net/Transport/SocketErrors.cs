using System.Net.Sockets;

namespace P2PShare.Net.Transport;

/// <summary>Puts socket errors into words. Opens and closes nothing.</summary>
internal static class SocketErrors
{
    /// <summary>The clause that a user reads after "cannot listen on …" or "cannot connect to …".</summary>
    public static string Describe(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.ConnectionReset => "connection reset",
        SocketError.ConnectionAborted => "connection aborted",
        SocketError.TimedOut => "timed out",
        SocketError.HostUnreachable or SocketError.HostDown => "host unreachable",
        SocketError.NetworkUnreachable => "network unreachable",
        SocketError.NetworkDown => "network is down",
        SocketError.AddressAlreadyInUse => "address already in use",
        SocketError.AddressNotAvailable => "address not available on this machine",
        SocketError.AddressFamilyNotSupported or SocketError.ProtocolFamilyNotSupported => "address family not supported on this machine",
        SocketError.AccessDenied => "permission denied",
        SocketError.TooManyOpenSockets => "too many open files",
        SocketError.NoBufferSpaceAvailable => "no buffer space left",
        SocketError.InvalidArgument or SocketError.Fault => "invalid address",
        _ => $"network error {error}",
    };

    /// <summary>The failure as callers of a transport see it.</summary>
    public static NetException ToNetException(SocketException exception) => new(Describe(exception.SocketErrorCode), exception);
}
