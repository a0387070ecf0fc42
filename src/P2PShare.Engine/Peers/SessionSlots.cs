using System.Net;

namespace P2PShare.Engine.Peers;

/// <summary>Counts sessions and connection attempts of an engine against their limits: in all, and with one address. Thread-safe.</summary>
internal sealed class SessionSlots(EngineOptions options)
{
    /// <summary>One place of so many is for connections that we make.</summary>
    public const int PartForOutgoing = 10;

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _byAddress = [];
    private int _sessions;
    private int _halfOpen;

    /// <summary>Takes a place for a connection attempt; false when all are taken.</summary>
    public bool TryTakeHalfOpen()
    {
        lock (_lock)
        {
            // Every attempt may become a session: it takes its place there too.
            if (_halfOpen >= options.MaxHalfOpen || _sessions + _halfOpen >= options.MaxSessions)
            {
                return false;
            }

            _halfOpen++;
            return true;
        }
    }

    /// <summary>The attempt is over.</summary>
    public void ReleaseHalfOpen()
    {
        lock (_lock)
        {
            _halfOpen--;
        }
    }

    /// <summary>Takes a place for a session; false when the engine or this address has as many as it may. Those that come to us leave some for those we make.</summary>
    public bool TryTake(IPAddress address, bool isIncoming)
    {
        lock (_lock)
        {
            var count = _byAddress.GetValueOrDefault(address);
            var most = options.MaxSessions - (isIncoming ? options.MaxSessions / PartForOutgoing : 0);
            if (_sessions >= most || (count >= options.MaxSessionsPerAddress && !IPAddress.IsLoopback(address)))
            {
                return false;
            }

            _byAddress[address] = count + 1;
            _sessions++;
            return true;
        }
    }

    /// <summary>The session is over.</summary>
    public void Release(IPAddress address)
    {
        lock (_lock)
        {
            _sessions--;
            if (--_byAddress[address] == 0)
            {
                _byAddress.Remove(address);
            }
        }
    }
}
