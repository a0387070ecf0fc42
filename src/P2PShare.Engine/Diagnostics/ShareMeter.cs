namespace P2PShare.Engine.Diagnostics;

/// <summary>How much of the last ten looks something was so. Any thread may read and write.</summary>
internal sealed class ShareMeter
{
    private const int Length = 10;

    private readonly Lock _lock = new();
    private double[] _shares = [];
    private int _count;

    /// <summary>0 to 1; 0 before the first look.</summary>
    public double Share
    {
        get
        {
            lock (_lock)
            {
                var sum = 0.0;
                foreach (var share in _shares)
                {
                    sum += share;
                }

                return sum / Math.Clamp(_count, 1, Length);
            }
        }
    }

    /// <summary>It was looked at, and was so for this much of the time since the look before, 0 to 1.</summary>
    public void Add(double share)
    {
        lock (_lock)
        {
            if (_shares.Length > 0 || share > 0)
            {
                Note(Math.Clamp(share, 0, 1));
            }

            _count = _count + 1 == 2 * Length ? Length : _count + 1;
        }
    }

    // Where nobody ever waits there is nothing to remember.
    private void Note(double share)
    {
        _shares = _shares.Length > 0 ? _shares : new double[Length];
        _shares[_count % Length] = share;
    }
}
