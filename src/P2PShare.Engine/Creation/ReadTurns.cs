namespace P2PShare.Engine.Creation;

/// <summary>
/// Lets long reads happen one at a time: a spinning disk that serves several places in turn is many times slower, and one reader keeps
/// all cores busy. Short ones, of small files, are let through, since opening a file costs more than reading it.
/// </summary>
internal sealed class ReadTurns : IDisposable
{
    private const int Long = 1024 * 1024;

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Fills the destination, after waiting for its turn.</summary>
    /// <exception cref="CreationException">The file cannot be read, or has changed.</exception>
    public void Read(OpenSource source, Span<byte> destination, long position, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (destination.Length < Long)
        {
            source.Read(destination, position);
            return;
        }

        _turn.Wait(cancellationToken);
        try
        {
            source.Read(destination, position);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
