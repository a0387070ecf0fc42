using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Pieces;

/// <summary>The last blocks that were asked of a peer and then given up (cancelled, timed out, choked), so that one that comes late is known from one never asked for. Bounded.</summary>
internal sealed class RecentBlocks
{
    /// <summary>How many are remembered.</summary>
    public const int Capacity = 2048;

    private BlockAddress[] _ring = [];
    private int _next;
    private int _count;

    /// <summary>A block is no longer waited for.</summary>
    public void Add(BlockAddress block)
    {
        if (_count == _ring.Length && _count < Capacity)
        {
            // Full and never wrapped: the oldest is first.
            Array.Resize(ref _ring, Math.Max(16, _count * 2));
            _next = _count;
        }

        _ring[_next] = block;
        _next = (_next + 1) % _ring.Length;
        _count = Math.Min(_count + 1, _ring.Length);
    }

    /// <summary>Whether a block is among them; it is forgotten by that.</summary>
    public bool Remove(BlockAddress block)
    {
        var at = _ring.AsSpan(0, _count).IndexOf(block);
        if (at < 0)
        {
            return false;
        }

        _ring[at] = new BlockAddress(-1, -1);
        return true;
    }
}
