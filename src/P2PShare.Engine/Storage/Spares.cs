using System.Diagnostics.CodeAnalysis;

namespace P2PShare.Engine.Storage;

/// <summary>Things that are used again and again by one after another. Takes next to no memory while there are none. Thread-safe.</summary>
internal sealed class Spares<T>
    where T : class
{
    private readonly Stack<T> _idle = new();

    /// <summary>One that nobody uses; false where there is none.</summary>
    public bool TryTake([NotNullWhen(true)] out T? spare)
    {
        lock (_idle)
        {
            return _idle.TryPop(out spare);
        }
    }

    /// <summary>Nobody uses it any more.</summary>
    public void Give(T spare)
    {
        lock (_idle)
        {
            _idle.Push(spare);
        }
    }
}
