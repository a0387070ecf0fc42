using P2PShare.Engine.Storage;
using P2PShare.Protocol.Pieces;
using P2PShare.Testing.Torrents;

namespace P2PShare.Engine.Tests.Storage;

/// <summary>A torrent that is written piece by piece, with its record, as the engine does; it can be killed and taken up again by the next process.</summary>
internal sealed class RecordedDownload : IDisposable
{
    public const string Folder = "/home/friend/content";

    private readonly FileHandleCache _handles = new();
    private readonly TestTorrent _torrent;

    public RecordedDownload(TestTorrent torrent, IFileSystem files, TimeProvider time, string boot = "first", string folder = Folder, IReadOnlySet<int>? wanted = null)
    {
        _torrent = torrent;
        State = new StateFolder("/home/friend/state", files, boot);
        Layout = State.Lay(torrent.Metainfo, folder, wanted);
        Record = TorrentRecord.Open(State, Layout, time);
        Store = new ContentStore(Layout, _handles);
    }

    public StateFolder State { get; }

    public ContentLayout Layout { get; }

    public TorrentRecord Record { get; }

    public ContentStore Store { get; }

    public Resume Resume => Record.Resume;

    public void Take(params int[] pieces)
    {
        Record.Intend(pieces);
        foreach (var piece in pieces)
        {
            Write(piece);
        }

        Record.Written(pieces);
    }

    public void Write(int piece) => Store.Write(_torrent.Metainfo.Geometry.OffsetOf(piece), _torrent.Blocks(piece));

    /// <summary>Whether a piece is in its files, every bit of it.</summary>
    public bool IsThere(int piece)
    {
        var bytes = new byte[_torrent.Metainfo.Geometry.LengthOf(piece)];
        return Store.TryRead(_torrent.Metainfo.Geometry.OffsetOf(piece), [bytes.AsMemory()])
            && _torrent.Piece(piece).Span.SequenceEqual(bytes);
    }

    public void Dispose()
    {
        Store.Dispose();
        Record.Dispose();
        _handles.Dispose();
    }

    /// <summary>The indexes of a set.</summary>
    public static IReadOnlyList<int> Indexes(Bitfield pieces) => [.. Enumerable.Range(0, pieces.Length).Where(piece => pieces[piece])];
}
