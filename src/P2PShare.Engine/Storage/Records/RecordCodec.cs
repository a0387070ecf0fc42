using System.Text;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage.Records;

/// <summary>Entries as bytes and back: a kind, then fields in their order; numbers little-endian, counts and strings as <see cref="BinaryWriter"/> writes them.</summary>
internal static class RecordCodec
{
    private enum Kind : byte
    {
        Header = 1,
        Opened,
        Snapshot,
        Seen,
        Settled,
        Intended,
        Written,
        Failed,
        Durable,
        Doubted,
        Transferred,
        Closed,
        Checked,
    }

    public static void Write(BinaryWriter writer, RecordEntry entry)
    {
        switch (entry)
        {
            case RecordEntry.Header header:
                WriteHeader(writer, header);
                break;
            case RecordEntry.Opened opened:
                writer.Write((byte)Kind.Opened);
                writer.Write(opened.Boot);
                writer.Write(opened.Time);
                break;
            case RecordEntry.Snapshot snapshot:
                writer.Write((byte)Kind.Snapshot);
                WriteBits(writer, snapshot.Durable);
                WriteBits(writer, snapshot.Written);
                WriteBits(writer, snapshot.Doubtful);
                break;
            case RecordEntry.Seen seen:
                writer.Write((byte)Kind.Seen);
                WriteNotes(writer, seen.Files);
                break;
            case RecordEntry.Settled settled:
                writer.Write((byte)Kind.Settled);
                WriteNotes(writer, settled.Files);
                break;
            case RecordEntry.PieceIntended intended:
                WritePiece(writer, Kind.Intended, intended.Piece, intended.Time);
                break;
            case RecordEntry.PieceWritten written:
                WritePiece(writer, Kind.Written, written.Piece, written.Time);
                WriteNotes(writer, written.Files);
                break;
            case RecordEntry.PieceFailed failed:
                WritePiece(writer, Kind.Failed, failed.Piece, failed.Time);
                break;
            case RecordEntry.PiecesDurable durable:
                writer.Write((byte)Kind.Durable);
                writer.Write(durable.Time);
                WriteRanges(writer, durable.Pieces);
                break;
            case RecordEntry.PiecesDoubted doubted:
                writer.Write((byte)Kind.Doubted);
                WriteRanges(writer, doubted.Pieces);
                break;
            case RecordEntry.PiecesChecked looked:
                writer.Write((byte)Kind.Checked);
                writer.Write(looked.Time);
                WriteRanges(writer, looked.Good);
                WriteRanges(writer, looked.Bad);
                break;
            case RecordEntry.Transferred transferred:
                writer.Write((byte)Kind.Transferred);
                writer.Write(transferred.Uploaded);
                writer.Write(transferred.Downloaded);
                break;
            case RecordEntry.Closed closed:
                writer.Write((byte)Kind.Closed);
                writer.Write(closed.Time);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(entry));
        }
    }

    /// <summary>Reads an entry of a torrent with this many pieces; null for what is none. What was written by another version counts as none.</summary>
    public static RecordEntry? TryRead(ReadOnlyMemory<byte> bytes, int pieceCount)
    {
        using var stream = new MemoryStream(bytes.ToArray(), writable: false);
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        try
        {
            var entry = Read(reader, pieceCount);
            return stream.Position == stream.Length ? entry : null;
        }
        catch (Exception exception) when (exception is IOException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    private static RecordEntry? Read(BinaryReader reader, int pieceCount) => (Kind)reader.ReadByte() switch
    {
        Kind.Header => new RecordEntry.Header(
            new RecordSubject(reader.ReadString(), reader.ReadString(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt64()),
            ReadList(reader, sizeof(int), static reader => reader.ReadInt32())),
        Kind.Opened => new RecordEntry.Opened(reader.ReadString(), reader.ReadInt64()),
        Kind.Snapshot => new RecordEntry.Snapshot(ReadBits(reader, pieceCount), ReadBits(reader, pieceCount), ReadBits(reader, pieceCount)),
        Kind.Seen => new RecordEntry.Seen(ReadNotes(reader)),
        Kind.Settled => new RecordEntry.Settled(ReadNotes(reader)),
        Kind.Intended => new RecordEntry.PieceIntended(ReadPiece(reader, pieceCount), reader.ReadInt64()),
        Kind.Written => new RecordEntry.PieceWritten(ReadPiece(reader, pieceCount), reader.ReadInt64(), ReadNotes(reader)),
        Kind.Failed => new RecordEntry.PieceFailed(ReadPiece(reader, pieceCount), reader.ReadInt64()),
        Kind.Durable => new RecordEntry.PiecesDurable(reader.ReadInt64(), ReadRanges(reader, pieceCount)),
        Kind.Doubted => new RecordEntry.PiecesDoubted(ReadRanges(reader, pieceCount)),
        Kind.Transferred => new RecordEntry.Transferred(reader.ReadInt64(), reader.ReadInt64()),
        Kind.Checked => new RecordEntry.PiecesChecked(reader.ReadInt64(), ReadRanges(reader, pieceCount), ReadRanges(reader, pieceCount)),
        Kind.Closed => new RecordEntry.Closed(reader.ReadInt64()),
        _ => null,
    };

    private static void WriteHeader(BinaryWriter writer, RecordEntry.Header header)
    {
        writer.Write((byte)Kind.Header);
        writer.Write(header.Subject.Key);
        writer.Write(header.Subject.ContentDirectory);
        writer.Write(header.Subject.PieceLength);
        writer.Write(header.Subject.PieceCount);
        writer.Write(header.Subject.Span);
        writer.Write(header.Elsewhere.Count);
        foreach (var file in header.Elsewhere)
        {
            writer.Write(file);
        }
    }

    private static void WritePiece(BinaryWriter writer, Kind kind, int piece, long time)
    {
        writer.Write((byte)kind);
        writer.Write(piece);
        writer.Write(time);
    }

    private static int ReadPiece(BinaryReader reader, int pieceCount)
    {
        var piece = reader.ReadInt32();
        return piece >= 0 && piece < pieceCount ? piece : throw new FormatException("No such piece.");
    }

    private static void WriteBits(BinaryWriter writer, Bitfield bits) => writer.Write(bits.ToBytes());

    private static Bitfield ReadBits(BinaryReader reader, int pieceCount)
    {
        var bytes = reader.ReadBytes(Bitfield.ByteCountOf(pieceCount));
        return Bitfield.TryRead(bytes, pieceCount, out var bits) ? bits : throw new FormatException("No set of pieces.");
    }

    private static void WriteNotes(BinaryWriter writer, IReadOnlyList<FileNote> notes)
    {
        writer.Write(notes.Count);
        foreach (var note in notes)
        {
            writer.Write(note.File);
            writer.Write(note.Stamp?.Length ?? -1);
            writer.Write(note.Stamp?.Modified ?? 0);
        }
    }

    private static IReadOnlyList<FileNote> ReadNotes(BinaryReader reader) => ReadList(
        reader,
        sizeof(int) + sizeof(long) + sizeof(long),
        static reader =>
        {
            var file = reader.ReadInt32();
            var stamp = new FileStamp(reader.ReadInt64(), reader.ReadInt64());
            return new FileNote(file, stamp.Length < 0 ? null : stamp);
        });

    private static void WriteRanges(BinaryWriter writer, IReadOnlyList<(int First, int Count)> ranges)
    {
        writer.Write(ranges.Count);
        foreach (var (first, count) in ranges)
        {
            writer.Write(first);
            writer.Write(count);
        }
    }

    private static IReadOnlyList<(int First, int Count)> ReadRanges(BinaryReader reader, int pieceCount) => ReadList(
        reader,
        sizeof(int) + sizeof(int),
        reader =>
        {
            var (first, count) = (reader.ReadInt32(), reader.ReadInt32());
            return first >= 0 && count >= 0 && (long)first + count <= pieceCount ? (first, count) : throw new FormatException("No such pieces.");
        });

    private static T[] ReadList<T>(BinaryReader reader, int itemSize, Func<BinaryReader, T> read)
    {
        var count = reader.ReadInt32();
        if (count < 0 || (long)count * itemSize > reader.BaseStream.Length - reader.BaseStream.Position)
        {
            throw new FormatException("More items than bytes.");
        }

        var items = new T[count];
        for (var i = 0; i < count; i++)
        {
            items[i] = read(reader);
        }

        return items;
    }
}
