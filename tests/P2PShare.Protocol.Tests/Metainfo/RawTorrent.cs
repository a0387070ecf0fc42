using P2PShare.Protocol.Metainfo;
using Shouldly;

namespace P2PShare.Protocol.Tests.Metainfo;

/// <summary>A v1 torrent spelled by hand, each key of which can be set to anything or, with null, left out.</summary>
internal sealed record RawTorrent
{
    public string? Name { get; init; } = Raw.Text("trip");

    public string? Length { get; init; } = Raw.Number(20000);

    public string? Files { get; init; }

    public string? PieceLength { get; init; } = Raw.Number(16384);

    public string? Pieces { get; init; } = Raw.Bytes(new byte[40]);

    /// <summary>Keys of the info dictionary that come first and last.</summary>
    public (string Key, string? Value) First { get; init; } = ("", null);

    public (string Key, string? Value) Last { get; init; } = ("", null);

    /// <summary>Keys before and behind the info dictionary.</summary>
    public (string Key, string? Value)[] Before { get; init; } = [];

    public (string Key, string? Value)[] Behind { get; init; } = [];

    /// <summary>A torrent of files of 100 bytes with these paths.</summary>
    public static RawTorrent Of(params string[][] paths) => OfPaths(paths.Select(path => Raw.Path(path)));

    public static RawTorrent OfPaths(params IEnumerable<string> paths)
    {
        var files = paths.Select(path => Raw.Dictionary(("length", Raw.Number(100)), ("path", path))).ToList();
        return new RawTorrent { Length = null, Files = Raw.List(files), Pieces = Raw.Bytes(new byte[((files.Count * 100) + 16383) / 16384 * 20]) };
    }

    /// <summary>A torrent of one piece and these files, each spelled as a whole.</summary>
    public static RawTorrent OfEntries(params string[] files) => new() { Length = null, Files = Raw.List(files), Pieces = Raw.Bytes(new byte[20]) };

    public string Info => Raw.Dictionary(
        First, ("files", Files), ("length", Length), ("name", Name), ("piece length", PieceLength), ("pieces", Pieces), Last);

    public byte[] ToBytes() => Raw.ToBytes(Raw.Dictionary([.. Before, ("info", Info), .. Behind]));

    public TorrentMetainfo Read() => MetainfoReader.Read(ToBytes());

    public string Refusal() => Should.Throw<MetainfoException>(() => Read()).Message;
}
