namespace P2PShare.Testing.Storage;

/// <summary>Says which operation of a <see cref="FaultyFileSystem"/> fails. May be changed at any time. Thread-safe.</summary>
public sealed class FaultPlan
{
    private const int InputOutputError = 5;
    private const int NoSpace = 28;

    private readonly Lock _lock = new();
    private Func<FileOperation, string, Exception?> _fault = (_, _) => null;
    private long _count;
    private long _room = long.MaxValue;
    private string? _wholeWrites;
    private volatile Func<FileOperation, string, Task>? _hold;

    /// <summary>Operations so far.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Whether something failed since the plan was last changed.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Whatever is asked works.</summary>
    public void Mend() => Set((_, _) => null);

    /// <summary>The N-th operation from now on fails, counted from 1, and those behind it work.</summary>
    public void FailAt(long number, params IReadOnlyList<FileOperation> operations)
    {
        var left = number;
        Set((operation, path) => (operations.Count == 0 || operations.Contains(operation)) && --left == 0 ? Error(path) : null);
    }

    /// <summary>The process dies at the N-th operation from now on, counted from 1: that one and all behind it fail.</summary>
    /// <param name="number">Which.</param>
    /// <param name="wholeWrites">The folder below which writes are done or not begun; others are torn. A system that kills tears no write within a page.</param>
    public void KillAt(long number, string? wholeWrites = null)
    {
        var left = number;
        Set((_, path) => --left <= 0 ? Error(path) : null);
        _wholeWrites = wholeWrites;
    }

    /// <summary>All operations of these kinds on paths that end so fail.</summary>
    public void FailAll(string pathEnd, Exception? failure, params IReadOnlyList<FileOperation> operations) =>
        Set((operation, path) => operations.Contains(operation) && path.EndsWith(pathEnd, StringComparison.Ordinal) ? failure ?? Error(path) : null);

    /// <summary>Operations of a kind on paths that end so wait until a task completes. Others go on meanwhile.</summary>
    public void Hold(string pathEnd, Task until, FileOperation operation) =>
        _hold = (asked, path) => asked == operation && path.EndsWith(pathEnd, StringComparison.Ordinal) ? until : Task.CompletedTask;

    /// <summary>The disk is full once this many more bytes are written.</summary>
    public void FillUpAfter(long bytes)
    {
        lock (_lock)
        {
            _room = bytes;
            HasFailed = false;
        }
    }

    /// <summary>Whether a part of what fails to be written to a path is written nevertheless, as a disk does.</summary>
    internal bool Tears(string path) => _wholeWrites is null || !path.StartsWith(_wholeWrites, StringComparison.Ordinal);

    internal void Before(FileOperation operation, string path)
    {
        if (FailureOf(operation, path, 0) is { } failure)
        {
            throw failure;
        }
    }

    internal Exception? FailureOf(FileOperation operation, string path, long length)
    {
        _hold?.Invoke(operation, path).GetAwaiter().GetResult();
        lock (_lock)
        {
            _count++;
            var failure = _room < length ? new IOException($"No space left on device : '{path}'", NoSpace) : _fault(operation, path);
            _room -= failure is null ? length : 0;
            HasFailed |= failure is not null;
            return failure;
        }
    }

    private static IOException Error(string path) => new($"Input/output error : '{path}'", InputOutputError);

    private void Set(Func<FileOperation, string, Exception?> fault)
    {
        lock (_lock)
        {
            _fault = fault;
            _room = long.MaxValue;
            _wholeWrites = null;
            HasFailed = false;
        }
    }
}
