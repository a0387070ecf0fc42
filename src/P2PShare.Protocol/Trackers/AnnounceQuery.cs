using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Protocol.Trackers;

/// <summary>An announce as the query of a URL. BEP 3, 7, 23.</summary>
public static class AnnounceQuery
{
    /// <summary>The query, without a question mark. An address is not written: trackers see where a request comes from.</summary>
    public static string Write(AnnounceRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Span<byte> id = stackalloc byte[Sha1Hash.Size];
        var query = new StringBuilder("info_hash=", 300);
        request.InfoHash.CopyTo(id);
        PercentEncoding.Append(query, id);
        request.PeerId.CopyTo(id);
        PercentEncoding.Append(query.Append("&peer_id="), id);
        query.Append(
            CultureInfo.InvariantCulture,
            $"&port={request.Port}&uploaded={request.Uploaded}&downloaded={request.Downloaded}&left={request.Left}&key={request.Key:X8}");
        AppendOptional(query, request);
        return query.ToString();
    }

    /// <summary>
    /// Reads the query of a request as trackers do: of a parameter that comes twice the first counts, unknown ones are passed over, and only
    /// what cannot be done without is required.
    /// </summary>
    /// <param name="query">The raw query, with or without its question mark.</param>
    /// <param name="request">What it asks; null when it is refused.</param>
    /// <param name="problem">Why it is refused, for the client; null when it is not.</param>
    public static bool TryRead(ReadOnlySpan<char> query, [NotNullWhen(true)] out AnnounceRequest? request, [NotNullWhen(false)] out string? problem)
    {
        request = null;
        var fields = new AnnounceFields();
        if (query.Length > TrackerLimits.MaxQuery)
        {
            problem = "the request is too long";
            return false;
        }

        for (var parameters = new QueryParameters(query); parameters.MoveNext();)
        {
            fields.Set(parameters.Name, parameters.Value);
        }

        problem = fields.Problem;
        if (problem is not null)
        {
            return false;
        }

        request = fields.ToRequest();
        return true;
    }

    private static void AppendOptional(StringBuilder query, AnnounceRequest request)
    {
        query.Append(request.Compact ? "&compact=1" : "&compact=0").Append(request.OmitPeerIds ? "&no_peer_id=1" : "");
        if (request.PeersWanted is { } wanted)
        {
            query.Append(CultureInfo.InvariantCulture, $"&numwant={wanted}");
        }

        query.Append(request.Event switch
        {
            AnnounceEvent.Started => "&event=started",
            AnnounceEvent.Completed => "&event=completed",
            AnnounceEvent.Stopped => "&event=stopped",
            _ => "",
        });
        if (request.TrackerId is { } trackerId)
        {
            PercentEncoding.Append(query.Append("&trackerid="), Encoding.Latin1.GetBytes(trackerId));
        }
    }

    /// <summary>The parameters as far as they have been read.</summary>
    private ref struct AnnounceFields()
    {
        private Sha1Hash? _infoHash;
        private PeerId? _peerId;
        private int? _port;
        private ReadOnlySpan<char> _uploaded;
        private ReadOnlySpan<char> _downloaded;
        private ReadOnlySpan<char> _left;
        private ReadOnlySpan<char> _event;
        private ReadOnlySpan<char> _wanted;
        private ReadOnlySpan<char> _key;
        private ReadOnlySpan<char> _compact;
        private ReadOnlySpan<char> _omitPeerIds;
        private ReadOnlySpan<char> _address;
        private ReadOnlySpan<char> _trackerId;

        public readonly string? Problem =>
            _infoHash is null ? "info_hash must be 20 bytes, percent-encoded"
            : _peerId is null ? "peer_id must be 20 bytes, percent-encoded"
            : _port is null ? "port must be a number from 0 to 65535"
            : null;

        public void Set(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
        {
            switch (name)
            {
                case "info_hash" when _infoHash is null:
                    Span<byte> hash = stackalloc byte[Sha1Hash.Size];
                    _infoHash = PercentEncoding.TryDecode(value, hash, out var hashLength) && hashLength == hash.Length ? new Sha1Hash(hash) : null;
                    break;
                case "peer_id" when _peerId is null:
                    Span<byte> id = stackalloc byte[PeerId.Size];
                    _peerId = PercentEncoding.TryDecode(value, id, out var idLength) && idLength == id.Length ? new PeerId(id) : null;
                    break;
                case "port" when _port is null:
                    _port = ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;
                    break;
                default:
                    SetOptional(name, value);
                    break;
            }
        }

        public readonly AnnounceRequest ToRequest() => new()
        {
            InfoHash = _infoHash!.Value,
            PeerId = _peerId!.Value,
            Port = _port!.Value,
            Uploaded = ReadBytes(_uploaded, 0),
            Downloaded = ReadBytes(_downloaded, 0),
            Left = ReadBytes(_left, long.MaxValue),
            Event = ReadEvent(_event),
            PeersWanted = int.TryParse(_wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? wanted : null,
            Key = uint.TryParse(_key, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var key) ? key : 0,
            Compact = _compact is not "0",
            OmitPeerIds = _omitPeerIds is "1",
            Address = ReadAddress(_address),
            TrackerId = ReadTrackerId(_trackerId),
        };

        private void SetOptional(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
        {
            switch (name)
            {
                case "uploaded": SetFirst(ref _uploaded, value); break;
                case "downloaded": SetFirst(ref _downloaded, value); break;
                case "left": SetFirst(ref _left, value); break;
                case "event": SetFirst(ref _event, value); break;
                case "numwant": SetFirst(ref _wanted, value); break;
                case "key": SetFirst(ref _key, value); break;
                case "compact": SetFirst(ref _compact, value); break;
                case "no_peer_id": SetFirst(ref _omitPeerIds, value); break;
                case "ip": SetFirst(ref _address, value); break;
                case "trackerid": SetFirst(ref _trackerId, value); break;
            }
        }

        private static void SetFirst(ref ReadOnlySpan<char> field, ReadOnlySpan<char> value) => field = field.IsEmpty ? value : field;

        // Clients that do not know a number yet send -1 or 2^64-1: both are "much".
        private static long ReadBytes(ReadOnlySpan<char> value, long missing) =>
            value.IsEmpty ? missing
            : long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes
            : long.MaxValue;

        private static AnnounceEvent ReadEvent(ReadOnlySpan<char> value) => value switch
        {
            "started" => AnnounceEvent.Started,
            "completed" => AnnounceEvent.Completed,
            "stopped" => AnnounceEvent.Stopped,
            _ => AnnounceEvent.None,
        };

        private static IPAddress? ReadAddress(ReadOnlySpan<char> value)
        {
            Span<byte> text = stackalloc byte[64];
            return PercentEncoding.TryDecode(value, text, out var length) && IPAddress.TryParse(text[..length], out var address)
                ? address
                : null;
        }

        private static string? ReadTrackerId(ReadOnlySpan<char> value)
        {
            Span<byte> bytes = stackalloc byte[TrackerLimits.MaxTrackerId];
            return !value.IsEmpty && PercentEncoding.TryDecode(value, bytes, out var length) ? Encoding.Latin1.GetString(bytes[..length]) : null;
        }
    }
}
