using System.Threading.Tasks.Sources;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage;

/// <summary>Reads a torrent's content for those who may not block. Takes no memory for a read once as many have run at once as ever will.</summary>
internal sealed class ContentReader(PieceGeometry geometry, IPieceStore store, DiskWorkers workers)
{
    private readonly Spares<Job> _idle = new();

    /// <summary>
    /// Reads from a place in a piece into buffers in turn, which are not to be touched until it completes. Whoever awaits it goes on on the thread
    /// that has read, with the bytes in that core's cache, and is not to block there.
    /// </summary>
    public ValueTask<ContentRead> ReadAsync(int piece, int begin, IReadOnlyList<Memory<byte>> destinations, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ContentRead>(cancellationToken);
        }

        var job = _idle.TryTake(out var idle) ? idle : new Job(this);
        return job.Start(geometry.OffsetOf(piece) + begin, destinations);
    }

    private void Enqueue(Action job) => workers.Run(job);

    private ContentRead Read(long offset, IReadOnlyList<Memory<byte>> destinations)
    {
        try
        {
            return new ContentRead(store.TryRead(offset, destinations), null);
        }
        catch (StorageException failure)
        {
            return new ContentRead(false, failure);
        }
    }

    /// <summary>A read under way, used for one after another.</summary>
    private sealed class Job : IValueTaskSource<ContentRead>
    {
        private readonly ContentReader _reader;
        private readonly Action _run;
        private ManualResetValueTaskSourceCore<ContentRead> _completion;
        private long _offset;
        private IReadOnlyList<Memory<byte>> _destinations = [];

        public Job(ContentReader reader)
        {
            _reader = reader;
            _run = Run;
        }

        public ValueTask<ContentRead> Start(long offset, IReadOnlyList<Memory<byte>> destinations)
        {
            (_offset, _destinations) = (offset, destinations);
            var task = new ValueTask<ContentRead>(this, _completion.Version);
            _reader.Enqueue(_run);
            return task;
        }

        public ContentRead GetResult(short token)
        {
            try
            {
                return _completion.GetResult(token);
            }
            finally
            {
                _completion.Reset();
                _reader._idle.Give(this);
            }
        }

        public ValueTaskSourceStatus GetStatus(short token) => _completion.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _completion.OnCompleted(continuation, state, token, flags);

        private void Run()
        {
            ContentRead read;
            try
            {
                read = _reader.Read(_offset, _destinations);
            }
            catch (Exception failure)
            {
                _completion.SetException(failure);
                return;
            }

            // Goes on with whoever waits, who may start this job again: nothing is to follow.
            _completion.SetResult(read);
        }
    }
}

/// <summary>How a read went: incomplete without a failure means that the files are too short or gone.</summary>
internal readonly record struct ContentRead(bool IsComplete, StorageException? Failure);
