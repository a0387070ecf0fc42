using System.Collections.Concurrent;
using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Hashing;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Storage;

/// <summary>
/// Says whether bytes are a piece of one torrent: by SHA-1 (v1), by the piece's node in its file's merkle tree (v2), by both (hybrid), and
/// by padding being zeros. Reads no file. Thread-safe; takes no memory once as many checks have run at once as ever will.
/// </summary>
internal sealed class PieceVerifier(TorrentMetainfo metainfo)
{
    private readonly PieceHashes _hashes = new(metainfo);
    private readonly ConcurrentQueue<PieceChecks> _idle = new();

    /// <summary>The trees of the files.</summary>
    public HashedFiles Files => _hashes.Files;

    /// <summary>Pieces that are best checked at once; 1 where one after another is as fast.</summary>
    public int Width { get; } = metainfo.Format == TorrentFormat.V2 ? 1 : MessageHasher.BestWidth(HashKind.Sha1, metainfo.TotalLength);

    /// <summary>Whether these buffers, one after another, are the piece.</summary>
    public bool Matches(int piece, IReadOnlyList<ReadOnlyMemory<byte>> blocks)
    {
        var matches = false;
        Match([piece], new ReadOnlySpan<IReadOnlyList<ReadOnlyMemory<byte>>>(in blocks), new Span<bool>(ref matches));
        return matches;
    }

    /// <summary>
    /// Which of some pieces are what their buffers hold, one after another; any number of pieces, <see cref="Width"/> of which are hashed at once.
    /// That is fastest where all pieces are cut alike.
    /// </summary>
    public void Match(ReadOnlySpan<int> pieces, ReadOnlySpan<IReadOnlyList<ReadOnlyMemory<byte>>> blocks, Span<bool> matches)
    {
        for (var done = 0; done < pieces.Length;)
        {
            var count = Math.Min(Width, pieces.Length - done);
            MatchGroup(pieces.Slice(done, count), blocks.Slice(done, count), matches.Slice(done, count));
            done += count;
        }
    }

    /// <summary>Begins a check of 1 to <see cref="MessageHasher.MaxWidth"/> pieces that come in parts. <see cref="End"/> ends it.</summary>
    public PieceChecks Begin(ReadOnlySpan<int> pieces)
    {
        var checks = _idle.TryDequeue(out var idle) ? idle : new PieceChecks(_hashes);
        checks.Begin(pieces);
        return checks;
    }

    /// <summary>Whether what was appended is each piece. The check is not to be used any more.</summary>
    public void End(PieceChecks checks, Span<bool> matches)
    {
        checks.Match(matches);
        _idle.Enqueue(checks);
    }

    private void MatchGroup(ReadOnlySpan<int> pieces, ReadOnlySpan<IReadOnlyList<ReadOnlyMemory<byte>>> blocks, Span<bool> matches)
    {
        var checks = Begin(pieces);
        var parts = default(Parts);
        var isMore = true;
        for (var block = 0; isMore; block++)
        {
            isMore = false;
            for (var i = 0; i < pieces.Length; i++)
            {
                parts[i] = block < blocks[i].Count ? blocks[i][block] : default;
                isMore |= block < blocks[i].Count;
            }

            checks.Append(((ReadOnlySpan<ReadOnlyMemory<byte>>)parts)[..pieces.Length]);
        }

        End(checks, matches);
    }

    [System.Runtime.CompilerServices.InlineArray(MessageHasher.MaxWidth)]
    private struct Parts
    {
        private ReadOnlyMemory<byte> _first;
    }
}
