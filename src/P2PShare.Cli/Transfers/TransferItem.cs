using System.Collections.Frozen;
using P2PShare.Cli.Inputs;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Transfers;

/// <summary>A torrent to be got or seeded.</summary>
/// <param name="Argument">How the user called it.</param>
/// <param name="Metainfo">What it describes.</param>
/// <param name="ContentDirectory">The folder that holds, or is to hold, the content. Absolute.</param>
internal sealed record TransferItem(string Argument, TorrentMetainfo Metainfo, string ContentDirectory)
{
    /// <summary>Indexes into the torrent's files that are wanted; null for all.</summary>
    public IReadOnlySet<int>? SelectedFiles { get; init; }

    /// <summary>Files to get before or after the others, by their indexes.</summary>
    public IReadOnlyDictionary<int, FilePriority> Priorities { get; init; } = FrozenDictionary<int, FilePriority>.Empty;

    /// <summary>How long it was searched for by its link; null where it was known at once.</summary>
    public TimeSpan? Searched { get; init; }

    /// <summary>Whether the trackers named by the user are already in the torrent.</summary>
    public bool BringsTrackers { get; init; }

    /// <summary>How it is got or seeded, where not as the others.</summary>
    public TransferSettings? Settings { get; init; }

    /// <summary>The name for people, whatever it contains.</summary>
    public string Name => Metainfo.Name;

    /// <summary>The file or folder that the content is.</summary>
    public string ContentPath => Path.Combine(ContentDirectory, ContentLocation.NameIn(Metainfo, ContentDirectory) ?? Metainfo.Name);
}
