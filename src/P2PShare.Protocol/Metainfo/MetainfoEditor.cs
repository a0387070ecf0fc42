using System.Buffers;
using P2PShare.Protocol.Bencoding;

namespace P2PShare.Protocol.Metainfo;

/// <summary>
/// Changes a torrent file outside its info dictionary, so that the info-hash stays. What it does not know stays byte for byte; only the order of
/// the outermost keys is put right.
/// </summary>
public static class MetainfoEditor
{
    private static readonly BencodeOptions Forgiving = new() { AllowTrailingBytes = true };

    /// <summary>The torrent file with the changes.</summary>
    /// <param name="torrent">A torrent file.</param>
    /// <param name="edit">What to change.</param>
    /// <exception cref="MetainfoException">It is no torrent that can be used, or a new address is none.</exception>
    public static byte[] Apply(ReadOnlyMemory<byte> torrent, MetainfoEdit edit)
    {
        ArgumentNullException.ThrowIfNull(edit);
        RequireAddresses(edit);
        _ = MetainfoReader.Read(torrent);
        var entries = EntriesOf(torrent);
        foreach (var key in ReplacedKeys(edit))
        {
            entries.Remove(key);
        }

        foreach (var (key, value) in EntriesOf(Encode(edit)))
        {
            entries[key] = value;
        }

        var output = new ArrayBufferWriter<byte>(torrent.Length + 1024);
        var writer = new BencodeWriter(output);
        writer.BeginDictionary();
        foreach (var (key, value) in entries)
        {
            writer.WriteKey(key);
            writer.WriteRaw(value.Span);
        }

        writer.End();
        return output.WrittenSpan.ToArray();
    }

    private static void RequireAddresses(MetainfoEdit edit)
    {
        Require(edit.Trackers?.SelectMany(tier => tier), url => WebAddress.IsTracker(url), "no announce URL");
        Require(edit.WebSeeds, url => WebAddress.IsWebSeed(url), "no web seed");
        Require(edit.HttpSeeds, url => WebAddress.IsWebSeed(url), "no web seed");
        Require(edit.Nodes, node => WebAddress.TrySplitEndPoint(node, out _, out _), "not HOST:PORT");
    }

    private static void Require(IEnumerable<string>? addresses, Predicate<string> isValid, string otherwise)
    {
        if (addresses?.FirstOrDefault(address => !isValid(address)) is { } wrong)
        {
            throw new MetainfoException($"`{wrong}` is {otherwise}");
        }
    }

    private static IEnumerable<byte[]> ReplacedKeys(MetainfoEdit edit)
    {
        (bool IsReplaced, byte[][] Keys)[] groups =
        [
            (edit.Trackers is not null, ["announce"u8.ToArray(), "announce-list"u8.ToArray()]),
            (edit.WebSeeds is not null, ["url-list"u8.ToArray()]),
            (edit.HttpSeeds is not null, ["httpseeds"u8.ToArray()]),
            (edit.Nodes is not null, ["nodes"u8.ToArray()]),
            (edit.Comment is not null, ["comment"u8.ToArray(), "comment.utf-8"u8.ToArray()]),
            (edit.CreatedBy is not null, ["created by"u8.ToArray(), "created by.utf-8"u8.ToArray()]),
            (edit.CreationDate is not null || edit.RemovesCreationDate, ["creation date"u8.ToArray()]),
        ];
        return groups.Where(group => group.IsReplaced).SelectMany(group => group.Keys);
    }

    private static byte[] Encode(MetainfoEdit edit)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new BencodeWriter(output);
        writer.BeginDictionary();
        OuterValues.WriteTrackers(writer, edit.Trackers ?? []);
        OuterValues.WriteText(writer, "comment"u8, edit.Comment);
        OuterValues.WriteText(writer, "created by"u8, edit.CreatedBy);
        OuterValues.WriteDate(writer, edit.CreationDate);
        OuterValues.WriteWebSeeds(writer, "httpseeds"u8, edit.HttpSeeds ?? []);
        OuterValues.WriteNodes(writer, edit.Nodes ?? []);
        OuterValues.WriteWebSeeds(writer, "url-list"u8, edit.WebSeeds ?? []);
        writer.End();
        return output.WrittenSpan.ToArray();
    }

    private static SortedDictionary<byte[], ReadOnlyMemory<byte>> EntriesOf(ReadOnlyMemory<byte> dictionary)
    {
        if (!BencodeDocument.TryParse(dictionary, Forgiving, out var document, out var error))
        {
            throw MetainfoErrors.NotBencoded(error);
        }

        var entries = new SortedDictionary<byte[], ReadOnlyMemory<byte>>(Comparer<byte[]>.Create((x, y) => x.AsSpan().SequenceCompareTo(y)));
        foreach (var entry in document.Root.Entries)
        {
            entries.Add(entry.Key.ToArray(), entry.Value.RawMemory);
        }

        return entries;
    }
}
