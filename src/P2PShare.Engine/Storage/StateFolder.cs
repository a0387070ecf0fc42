using System.Security.Cryptography;
using System.Text;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Storage;

/// <summary>The folder that keeps what must survive a restart, <c>torrents/</c> in it: for each torrent its metadata and its peers, and for each folder that its content lies in a record, a lock and a file of parts; <c>processes/</c> in it, with a lock for each process that runs any.</summary>
internal sealed class StateFolder
{
    private const long MaxTorrentLength = 128 * 1024 * 1024;

    private readonly IFileSystem _files;
    private readonly RunningTorrents _running;

    /// <summary>A state folder, made when something is first kept in it.</summary>
    /// <param name="path">Where. Absolute.</param>
    /// <param name="files">All files.</param>
    /// <param name="boot">What the system that runs now is called, other after each start of the machine; null to ask the system, empty where nobody can tell.</param>
    public StateFolder(string path, IFileSystem files, string? boot = null)
    {
        Path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        Boot = boot ?? ReadBoot();
        _files = files;
        Files = files.Below(Path);
        _running = new RunningTorrents(Files, System.IO.Path.Join(Path, "processes"));
    }

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>What the system that runs now is called.</summary>
    public string Boot { get; }

    /// <summary>The files below it.</summary>
    public IFileSystem Files { get; }

    private string Torrents => System.IO.Path.Join(Path, "torrents");

    /// <summary>Where a torrent's content lies.</summary>
    /// <param name="metainfo">The torrent.</param>
    /// <param name="contentDirectory">The folder that holds the file or folder called the torrent's name. Absolute.</param>
    /// <param name="wanted">Indexes of wanted files; null for all.</param>
    /// <param name="isReadOnly">Nothing is written: the content may lie under the torrent's own names.</param>
    /// <exception cref="StorageException">The system does not say what is there.</exception>
    public ContentLayout Lay(TorrentMetainfo metainfo, string contentDirectory, IReadOnlySet<int>? wanted = null, bool isReadOnly = false)
    {
        var directory = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(contentDirectory));
        return new ContentLayout(metainfo, directory, _files, wanted, PathOf(metainfo.InfoHashes.Key, directory, "parts"), isReadOnly);
    }

    /// <summary>Where the record of a torrent's content in one folder is kept.</summary>
    public string RecordPathOf(ContentLayout layout) => PathOf(layout.Metainfo.InfoHashes.Key, layout.ContentDirectory, "have");

    /// <summary>Where a torrent's metadata is kept, by <see cref="InfoHashes.Key"/>.</summary>
    public string TorrentPathOf(string key) => System.IO.Path.Join(Torrents, key + ".torrent");

    /// <summary>Where the addresses of a torrent's peers are kept, by <see cref="InfoHashes.Key"/>.</summary>
    public string PeersPathOf(string key) => System.IO.Path.Join(Torrents, key + ".peers");

    /// <summary>Where is kept what the user renamed in a torrent's content in one folder, by <see cref="InfoHashes.Key"/>.</summary>
    public string NamesPathOf(string key, string contentDirectory) => PathOf(key, contentDirectory, "names");

    /// <summary>Keeps a torrent's metadata, whole or not at all.</summary>
    /// <exception cref="StorageException">The disk refused.</exception>
    public void SaveTorrent(TorrentMetainfo metainfo)
    {
        var path = TorrentPathOf(metainfo.InfoHashes.Key);
        try
        {
            var bytes = MetainfoWriter.ToBytes(metainfo);
            if (!Holds(path, bytes))
            {
                WholeFile.Write(Files, path, bytes).Dispose();
            }
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            throw StorageFailures.Translate(exception, "writing", path);
        }
    }

    /// <summary>The metadata that is kept for an info-hash; null when there is none, or what is there cannot be read or has another hash.</summary>
    public TorrentMetainfo? LoadTorrent(InfoHashes infoHashes)
    {
        var path = TorrentPathOf(infoHashes.Key);
        try
        {
            if (Files.Look(path) is not { IsFile: true, Length: > 0 and <= MaxTorrentLength } facts)
            {
                return null;
            }

            var bytes = new byte[facts.Length];
            using var file = Files.Open(path, FileIntent.Read);
            if (file.Read(bytes, 0) != bytes.Length)
            {
                return null;
            }

            var found = MetainfoReader.Read(bytes);
            return (infoHashes.V1 ?? found.InfoHashes.V1) == found.InfoHashes.V1 && (infoHashes.V2 ?? found.InfoHashes.V2) == found.InfoHashes.V2 ? found : null;
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception) || exception is MetainfoException)
        {
            // What cannot be read is got again.
            return null;
        }
    }

    /// <summary>Makes this process the only one that runs a torrent on one folder, until what it returns is disposed.</summary>
    /// <exception cref="StorageException">Another process does, or this one already; or the disk refused.</exception>
    public IDisposable Lock(ContentLayout layout)
    {
        var path = PathOf(layout.Metainfo.InfoHashes.Key, layout.ContentDirectory, "lock");
        try
        {
            Files.CreateDirectory(Torrents);
            return _running.TryTake(path, out var holder) ?? throw new StorageException(
                StorageFailure.Denied,
                path,
                $"`{layout.Metainfo.Name}` in `{layout.ContentDirectory}` is already run by {holder}: stop that one first");
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            throw StorageFailures.Translate(exception, "locking", path);
        }
    }

    private static string ReadBoot()
    {
        try
        {
            return OperatingSystem.IsLinux() ? File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim() : string.Empty;
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            return string.Empty;
        }
    }

    // The same torrent may lie in several folders: seeded from one, fetched into another.
    private string PathOf(string key, string contentDirectory, string kind)
    {
        var place = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(contentDirectory)).AsSpan(0, 8));
        return System.IO.Path.Join(Torrents, $"{key}-{place}.{kind}");
    }

    private bool Holds(string path, byte[] bytes)
    {
        if (Files.Look(path) is not { IsFile: true } facts || facts.Length != bytes.Length)
        {
            return false;
        }

        using var file = Files.Open(path, FileIntent.Read);
        var found = new byte[bytes.Length];
        return file.Read(found, 0) == found.Length && found.AsSpan().SequenceEqual(bytes);
    }
}
