using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage.Records;

/// <summary>Which torrent in which folder a record is about. A record about anything else is not believed.</summary>
/// <param name="Key">The torrent's info-hash, as <see cref="Protocol.Metainfo.InfoHashes.Key"/>.</param>
/// <param name="ContentDirectory">The folder that holds its content. Absolute.</param>
/// <param name="PieceLength">Bytes of a full piece.</param>
/// <param name="PieceCount">Number of pieces.</param>
/// <param name="Span">Bytes of the space of pieces.</param>
internal sealed record RecordSubject(string Key, string ContentDirectory, int PieceLength, int PieceCount, long Span)
{
    public static RecordSubject Of(ContentLayout layout) => Of(layout.Metainfo.InfoHashes.Key, layout.ContentDirectory, layout.Metainfo.Geometry);

    private static RecordSubject Of(string key, string contentDirectory, PieceGeometry geometry) =>
        new(key, contentDirectory, geometry.PieceLength, geometry.PieceCount, geometry.Span);
}
