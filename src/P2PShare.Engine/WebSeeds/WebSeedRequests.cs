using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.WebSeeds;

/// <summary>Takes the requests out of what our own session says to a web seed, and joins neighbours to ranges that are worth a question. Thread-safe.</summary>
internal sealed class WebSeedRequests : IPeerMessageHandler
{
    /// <summary>Most blocks of one question.</summary>
    public const int MaxBlocks = 64;

    private readonly Lock _lock = new();
    private readonly LinkedList<BlockRange> _waiting = new();
    private readonly SemaphoreSlim _arrived = new(0);

    /// <summary>Waits until there may be something to take, or the time is over.</summary>
    public Task<bool> WaitAsync(TimeSpan limit, CancellationToken cancellationToken) => _arrived.WaitAsync(limit, cancellationToken);

    /// <summary>The oldest request and those that follow on it without a gap; empty when there is none.</summary>
    public IReadOnlyList<BlockRange> Take()
    {
        var taken = new List<BlockRange>();
        lock (_lock)
        {
            while (_waiting.First is { Value: var next } && taken.Count < MaxBlocks && (taken.Count == 0 || Follows(taken[^1], next)))
            {
                _waiting.RemoveFirst();
                taken.Add(next);
            }

            if (_waiting.Count > 0 && _arrived.CurrentCount == 0)
            {
                _arrived.Release();
            }
        }

        return taken;
    }

    public void OnRequest(uint piece, uint begin, uint length)
    {
        lock (_lock)
        {
            _waiting.AddLast(new BlockRange((int)piece, (int)begin, (int)length));
            if (_arrived.CurrentCount == 0)
            {
                _arrived.Release();
            }
        }
    }

    public void OnCancel(uint piece, uint begin, uint length)
    {
        lock (_lock)
        {
            _waiting.Remove(new BlockRange((int)piece, (int)begin, (int)length));
        }
    }

    // A web server wants to know nothing else.
    public void OnKeepAlive() { }

    public void OnChoke() { }

    public void OnUnchoke() { }

    public void OnInterested() { }

    public void OnNotInterested() { }

    public void OnHave(uint piece) { }

    public void OnBitfield(ReadOnlySpan<byte> bits) { }

    public void OnBlock(uint piece, uint begin, int length, int offset, ReadOnlySpan<byte> data) { }

    public void OnPort(ushort port) { }

    public void OnSuggest(uint piece) { }

    public void OnHaveAll() { }

    public void OnHaveNone() { }

    public void OnReject(uint piece, uint begin, uint length) { }

    public void OnAllowedFast(uint piece) { }

    public void OnExtended(byte id, ReadOnlySpan<byte> payload) { }

    public void OnHashRequest(in HashRequest request) { }

    public void OnHashes(in HashRequest request, ReadOnlySpan<byte> hashes) { }

    public void OnHashReject(in HashRequest request) { }

    private static bool Follows(BlockRange last, BlockRange next) => next.Piece == last.Piece && next.Begin == last.Begin + last.Length;
}
