using System.Text.Json;
using System.Text.Json.Serialization;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Storage;

/// <summary>Keeps in the state folder what the user renamed in a torrent's content, for each folder that it lies in: whoever seeds, checks or gets it again finds it.</summary>
/// <param name="stateDirectory">The state folder. Absolute.</param>
/// <param name="files">All files.</param>
public sealed class RememberedNames(string stateDirectory, IFileSystem files)
{
    private const long MaxLength = 4 * 1024 * 1024;

    private readonly StateFolder _folder = new(stateDirectory, files);

    /// <summary>The torrent under the names that it has in a folder.</summary>
    /// <exception cref="MetainfoException">What is remembered does not fit the torrent.</exception>
    public TorrentMetainfo Find(TorrentMetainfo metainfo, string contentDirectory)
    {
        ArgumentNullException.ThrowIfNull(metainfo);
        return Load(metainfo, contentDirectory) is { Length: > 0 } renamings ? MetainfoRenamer.Rename(metainfo, renamings) : metainfo;
    }

    /// <summary>Renames more of it, on top of what is remembered, and remembers that.</summary>
    /// <param name="metainfo">The torrent, under its own names.</param>
    /// <param name="contentDirectory">The folder that holds, or is to hold, its file or folder. Absolute.</param>
    /// <param name="renamings">See <see cref="MetainfoRenamer.Rename"/>.</param>
    /// <exception cref="MetainfoException">Something cannot be called that.</exception>
    /// <exception cref="StorageException">The disk refused.</exception>
    public TorrentMetainfo Rename(TorrentMetainfo metainfo, string contentDirectory, IReadOnlyList<string> renamings)
    {
        ArgumentNullException.ThrowIfNull(metainfo);
        string[] all = [.. Load(metainfo, contentDirectory).Except(renamings, StringComparer.Ordinal), .. renamings];
        var renamed = MetainfoRenamer.Rename(metainfo, all);
        var path = PathOf(metainfo, contentDirectory);
        try
        {
            _folder.Files.CreateDirectory(Path.GetDirectoryName(path)!);
            WholeFile.Write(_folder.Files, path, JsonSerializer.SerializeToUtf8Bytes(all, NamesJson.Default.StringArray)).Dispose();
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            throw StorageFailures.Translate(exception, "writing", path);
        }

        return renamed;
    }

    private string PathOf(TorrentMetainfo metainfo, string contentDirectory) =>
        _folder.NamesPathOf(metainfo.InfoHashes.Key, Path.TrimEndingDirectorySeparator(Path.GetFullPath(contentDirectory)));

    // What cannot be read is as good as nothing: then the content has the torrent's names.
    private string[] Load(TorrentMetainfo metainfo, string contentDirectory)
    {
        var path = PathOf(metainfo, contentDirectory);
        try
        {
            if (_folder.Files.Look(path) is not { IsFile: true, Length: > 0 and <= MaxLength } facts)
            {
                return [];
            }

            var bytes = new byte[facts.Length];
            using var file = _folder.Files.Open(path, FileIntent.Read);
            return JsonSerializer.Deserialize(bytes.AsSpan(0, file.Read(bytes, 0)), NamesJson.Default.StringArray) ?? [];
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception) || exception is JsonException)
        {
            return [];
        }
    }
}

/// <summary>Renamings as JSON, generated at build time.</summary>
[JsonSerializable(typeof(string[]))]
internal sealed partial class NamesJson : JsonSerializerContext;
