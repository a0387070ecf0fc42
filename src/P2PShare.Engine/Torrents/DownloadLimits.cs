using P2PShare.Net.Limits;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Torrents;

/// <summary>
/// What the rate limits mean for requests: under a limit few blocks are under way, for what waits in the system's buffers while we do not read
/// holds up the peer, and is lost if we end.
/// </summary>
internal sealed class DownloadLimits(params IRateLimiter[] limiters)
{
    /// <summary>How long a peer's requests may last under a limit: a round trip over an ocean.</summary>
    private static readonly TimeSpan Depth = TimeSpan.FromMilliseconds(150);

    /// <summary>Most requests at one peer; without a limit there is no bound.</summary>
    public int MaxWindow
    {
        get
        {
            var rate = long.MaxValue;
            foreach (var limiter in limiters)
            {
                rate = limiter.BytesPerSecond > 0 ? Math.Min(rate, limiter.BytesPerSecond) : rate;
            }

            return rate == long.MaxValue ? int.MaxValue : (int)Math.Clamp(rate * Depth.TotalSeconds / PieceGeometry.BlockLength, 2, int.MaxValue);
        }
    }
}
