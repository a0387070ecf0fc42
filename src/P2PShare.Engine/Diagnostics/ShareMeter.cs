using System.Numerics;

namespace P2PShare.Engine.Diagnostics;

/// <summary>Of the last ten times that it was looked at, how many something was so. One writer; any thread may read.</summary>
internal sealed class ShareMeter
{
    private const int Length = 10;

    // A bit for each look, and one above the oldest so that their number is known.
    private volatile uint _looks = 1;

    /// <summary>0 to 1; 0 before the first look.</summary>
    public double Share
    {
        get
        {
            var looks = _looks;
            var count = BitOperations.Log2(looks);
            return count == 0 ? 0 : (double)(BitOperations.PopCount(looks) - 1) / count;
        }
    }

    /// <summary>It was looked at.</summary>
    public void Add(bool isSo)
    {
        var next = (_looks << 1) | (isSo ? 1u : 0u);
        _looks = next >> Length > 1 ? (next & ((1u << Length) - 1)) | (1u << Length) : next;
    }
}
