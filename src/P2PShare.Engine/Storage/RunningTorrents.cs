using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace P2PShare.Engine.Storage;

/// <summary>
/// Which torrents this process runs on which folders, so that no two processes write the same content. Holds one lock of the system's,
/// however many torrents there are: on a file of its own, under a name that nobody else ever has. A torrent's file says by that name who has
/// it, and is believed while that lock is held: it is free the moment its process ends, however it ends. Thread-safe. Calls block briefly.
/// </summary>
/// <param name="files">All files below the state folder.</param>
/// <param name="directory">Where the processes' own files lie. Absolute.</param>
internal sealed class RunningTorrents(IFileSystem files, string directory)
{
    private const int NameLimit = 64;

    // Who only looks holds a torrent's file for less than this.
    private static readonly TimeSpan LookLimit = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();

    // Under the lock. Paths of the files of the torrents that run.
    private readonly HashSet<string> _paths = new(StringComparer.Ordinal);
    private string _name = string.Empty;
    private IFileHandle? _own;

    /// <summary>Takes a torrent; null where it is taken, and then says by whom, as a clause for users.</summary>
    /// <param name="path">The torrent's file, one for each folder of content.</param>
    /// <param name="holder">Who has it.</param>
    /// <exception cref="IOException">The disk refused.</exception>
    /// <exception cref="UnauthorizedAccessException">The disk refused.</exception>
    public IDisposable? TryTake(string path, out string holder)
    {
        lock (_lock)
        {
            try
            {
                return TryTakeUnderLock(path, out holder);
            }
            finally
            {
                LeaveIfIdle();
            }
        }
    }

    private Taken? TryTakeUnderLock(string path, out string holder)
    {
        holder = "another process";
        using var file = files.TryLock(path);
        if (file is null)
        {
            return null;
        }

        var name = Read(file);
        if (_paths.Contains(path) || (name.Length > 0 && name != _name && IsRunning(name)))
        {
            holder = NameOf(name);
            return null;
        }

        Enter();
        Write(file, _name);
        _paths.Add(path);
        return new Taken(this, path);
    }

    private void Return(string path)
    {
        lock (_lock)
        {
            if (_paths.Remove(path))
            {
                // Where that fails it is ours in name until this process ends, or takes it again.
                _ = SpinWait.SpinUntil(() => TryClear(path), LookLimit);
                LeaveIfIdle();
            }
        }
    }

    private bool TryClear(string path)
    {
        try
        {
            using var file = files.TryLock(path);
            file?.SetLength(0);
            return file is not null;
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            return true;
        }
    }

    /// <summary>Whether the process of a name has not ended. The file of one that has is taken away: nobody gets its name again.</summary>
    private bool IsRunning(string name)
    {
        var path = PathOf(name);
        if (files.Look(path) is null)
        {
            return false;
        }

        using (var file = files.TryLock(path))
        {
            if (file is null)
            {
                return true;
            }
        }

        Delete(path);
        return false;
    }

    private void Enter()
    {
        if (_own is not null)
        {
            return;
        }

        files.CreateDirectory(directory);
        var name = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}");
        _own = files.TryLock(PathOf(name)) ?? throw new IOException($"It is locked : '{PathOf(name)}'");
        _name = name;
    }

    private void LeaveIfIdle()
    {
        if (_paths.Count > 0 || _own is null)
        {
            return;
        }

        _own.Dispose();
        Delete(PathOf(_name));
        (_own, _name) = (null, string.Empty);
    }

    private void Delete(string path)
    {
        try
        {
            files.Delete(path);
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            // It is nobody's: it takes up its place in the folder and does no harm.
        }
    }

    private string PathOf(string name) => Path.Join(directory, name + ".lock");

    private static string NameOf(string name) =>
        int.TryParse(name.AsSpan(0, Math.Max(0, name.IndexOf('-'))), NumberStyles.None, CultureInfo.InvariantCulture, out var process)
            ? process == Environment.ProcessId ? "this process" : string.Create(CultureInfo.InvariantCulture, $"process {process}")
            : "another process";

    /// <summary>The name in a torrent's file; empty where there is none that could be one.</summary>
    private static string Read(IFileHandle file)
    {
        Span<byte> bytes = stackalloc byte[NameLimit];
        var text = Encoding.ASCII.GetString(bytes[..file.Read(bytes, 0)]);
        return text.Contains('-') && text.All(static character => char.IsAsciiHexDigitLower(character) || character == '-') ? text : string.Empty;
    }

    private static void Write(IFileHandle file, string name)
    {
        file.SetLength(0);
        file.Write([Encoding.ASCII.GetBytes(name)], 0);
    }

    private sealed class Taken(RunningTorrents owner, string path) : IDisposable
    {
        public void Dispose() => owner.Return(path);
    }
}
