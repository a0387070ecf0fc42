using P2PShare.Engine.Metadata;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Torrents;

/// <summary>
/// What a swarm has only while pieces are wanted or somebody is there: its picker, its taking and its giving half, and what follows from a piece.
/// Made and let go by its <see cref="Swarm"/>, under whose lock alone it is used. Decides nothing itself.
/// </summary>
internal sealed class SwarmTrade
{
    /// <summary>Of a torrent that has these pieces.</summary>
    /// <param name="context">The engine's.</param>
    /// <param name="metainfo">The torrent.</param>
    /// <param name="options">Its settings.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="sessions">Its peers.</param>
    /// <param name="progress">How far it is.</param>
    /// <param name="have">The pieces that are here. Copied.</param>
    /// <param name="recent">Peers to tell others of, though they have left.</param>
    /// <param name="calls">Whom the workers tell.</param>
    public SwarmTrade(
        EngineContext context, TorrentMetainfo metainfo, TorrentOptions options, TorrentContent content, SwarmSessions sessions, SwarmProgress progress, Bitfield have, RecentContacts recent,
        in Calls calls)
    {
        Picker = CreatePicker(context, metainfo, options, content, progress, have);
        Downloader = new Downloader(metainfo.Geometry, Picker, context.Budget, new DownloadLimits(context.Limits.Download, sessions.Limits.Download), content.Intake, calls.PiecesDone);
        Picker.BlockDiscarded = Downloader.Discard;
        Uploader = new Uploader(metainfo.Geometry, Picker, new Choker(context.Options.UploadSlots, context.Services.CreateRandom()), sessions.All);
        Report = new SwarmReport(sessions, Picker, progress, Math.Min(metainfo.Geometry.PieceLength, content.Intake.MaxPieceCost));
        Disputes = new PieceDisputes(new LeafHashes(content.HashedFiles), calls.Decide, calls.Abandon);
        Settlement = new PieceSettlement(context, metainfo, Picker, Downloader, Disputes, sessions, progress);
        if (content.Damaged is { IsEmpty: false } damaged && !options.SeedOnly && !Picker.IsComplete)
        {
            Repair = new PieceRepair(metainfo.Geometry, Picker, Downloader, damaged, calls.ReadDamaged);
        }

        Exchange = context.Options.PeerExchange && !metainfo.IsPrivate ? new SwarmExchange(sessions, recent, session => Picker.IsSeed(session.Key)) : null;
        var hashes = new HashServer(new HashTrees(content.HashedFiles), content, sessions.Tasks, calls.Has, sessions.Stopping);
        Judge = new MessageJudge(metainfo, Picker, Downloader, Uploader, hashes, new MetadataServer(metainfo.InfoBytes), Exchange);
    }

    public PiecePicker Picker { get; }

    public Downloader Downloader { get; }

    public Uploader Uploader { get; }

    public MessageJudge Judge { get; }

    public PieceDisputes Disputes { get; }

    public PieceSettlement Settlement { get; }

    /// <summary>Null where nothing on our own disk is damaged.</summary>
    public PieceRepair? Repair { get; }

    /// <summary>Null where peers are not told of each other.</summary>
    public SwarmExchange? Exchange { get; }

    public SwarmReport Report { get; }

    private static PiecePicker CreatePicker(
        EngineContext context, TorrentMetainfo metainfo, TorrentOptions options, TorrentContent content, SwarmProgress progress, Bitfield have)
    {
        var padding = PaddingMap.Of(metainfo.Geometry, metainfo.Files);
        var picker = new PiecePicker(metainfo.Geometry, padding, context.Services.CreateRandom()) { Sequential = options.Sequential, MaxPieceCost = content.Intake.MaxPieceCost };
        picker.SetWanted(progress.WantedPieces);
        if (PieceLevels.Of(metainfo, options) is { } levels)
        {
            picker.SetLevels(levels, PieceLevels.Count);
        }

        picker.MarkHave(have);
        foreach (var piece in padding.PaddingPieces())
        {
            picker.MarkHave(piece);
        }

        return picker;
    }

    /// <summary>Whom the parts call: `Decide` and `Abandon` under the lock, the others from any thread.</summary>
    /// <param name="PiecesDone">A worker is done with whole pieces.</param>
    /// <param name="Decide">The bad blocks of a piece are known.</param>
    /// <param name="Abandon">They will not be.</param>
    /// <param name="ReadDamaged">Has a worker read a damaged piece from our own disk.</param>
    /// <param name="Has">Whether a piece is here.</param>
    public readonly record struct Calls(
        Action<IReadOnlyList<SettledPiece>> PiecesDone, Action<Dispute, IReadOnlyList<int>> Decide, Action<Dispute> Abandon, Action<PieceBuffer> ReadDamaged, Func<int, bool> Has);
}
