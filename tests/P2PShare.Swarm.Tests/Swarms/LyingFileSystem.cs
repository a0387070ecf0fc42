using P2PShare.Engine.Storage;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Swarm.Tests.Swarms;

/// <summary>
/// A disk that tells the truth until it is told to lie, and from then on a wrong bit in one block of so many that are read, whichever block
/// that is: the same block may come out right the next time. Its node checks its content, finds it whole, and gives away something else.
/// </summary>
internal sealed class LyingFileSystem : IFileSystem
{
    private readonly IFileSystem _inner;
    private readonly Lies _lies;

    private LyingFileSystem(IFileSystem inner, Lies lies)
    {
        _inner = inner;
        _lies = lies;
    }

    /// <summary>One block of <paramref name="one"/> will be wrong, at random but the same ones for each seed of chance.</summary>
    public LyingFileSystem(IFileSystem inner, int one, int seed)
        : this(inner, new Lies(one, new Random(seed)))
    {
    }

    /// <summary>How many wrong blocks it has handed out.</summary>
    public int Told => Volatile.Read(ref _lies.Told);

    /// <summary>From now on it lies.</summary>
    public void BeginToLie() => _lies.HasBegun = true;

    public IFileSystem Below(string root) => new LyingFileSystem(_inner.Below(root), _lies);

    public IFileHandle Open(string path, FileIntent intent) => new Handle(_inner.Open(path, intent), _lies);

    public FileFacts? Look(string path) => _inner.Look(path);

    public IReadOnlyList<string> List(string directory) => _inner.List(directory);

    public string? LinkTarget(string path) => _inner.LinkTarget(path);

    public void CreateDirectory(string path) => _inner.CreateDirectory(path);

    public void CreateSymbolicLink(string path, string target) => _inner.CreateSymbolicLink(path, target);

    public void MakeExecutable(string path) => _inner.MakeExecutable(path);

    public void Move(string from, string to) => _inner.Move(from, to);

    public void Delete(string path) => _inner.Delete(path);

    public void FlushDirectory(string path) => _inner.FlushDirectory(path);

    public bool TryFlushAll(string folder) => _inner.TryFlushAll(folder);

    public IFileHandle? TryLock(string path) => _inner.TryLock(path);

    public long? FreeSpace(string path) => _inner.FreeSpace(path);

    private sealed class Lies(int one, Random random)
    {
        public int Told;

        public volatile bool HasBegun;

        private int _untilNext = random.Next(one);

        public void Touch(Span<byte> read)
        {
            for (; HasBegun && !read.IsEmpty; read = read[Math.Min(read.Length, PieceGeometry.BlockLength)..])
            {
                lock (random)
                {
                    if (_untilNext-- == 0)
                    {
                        // Each run of so many blocks has one lie, wherever in it: enough is given away to be told one for certain.
                        _untilNext = one - 1;
                        read[random.Next(Math.Min(read.Length, PieceGeometry.BlockLength))] ^= (byte)(1 << random.Next(8));
                        Told++;
                    }
                }
            }
        }
    }

    private sealed class Handle(IFileHandle inner, Lies lies) : IFileHandle
    {
        public long Length => inner.Length;

        public DateTime Modified => inner.Modified;

        public int Read(Span<byte> destination, long position)
        {
            var count = inner.Read(destination, position);
            lies.Touch(destination[..count]);
            return count;
        }

        public long Read(IReadOnlyList<Memory<byte>> destinations, long position)
        {
            var count = inner.Read(destinations, position);
            foreach (var destination in destinations)
            {
                lies.Touch(destination.Span);
            }

            return count;
        }

        public void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long position) => inner.Write(buffers, position);

        public void SetLength(long length) => inner.SetLength(length);

        public void Preallocate(long length) => inner.Preallocate(length);

        public void Flush() => inner.Flush();

        public void Dispose() => inner.Dispose();
    }
}
