using System.Globalization;
using System.Net;
using System.Text;

namespace P2PShare.Protocol.Metainfo;

/// <summary>Gathers the parameters of one magnet link.</summary>
internal sealed class MagnetReader
{
    /// <summary>Longest link that is read, in characters.</summary>
    public const int MaxLength = 1 << 20;

    /// <summary>Most peers that are kept.</summary>
    public const int MaxPeers = 200;

    private const string Scheme = "magnet:";
    private const string V1Prefix = "urn:btih:";
    private const string V2Prefix = "urn:btmh:";

    // A multihash: SHA2-256, of 32 bytes.
    private const string Sha256Prefix = "1220";

    private readonly List<string> _trackers = [];
    private readonly List<string> _webSeeds = [];
    private readonly List<EndPoint> _peers = [];
    private readonly FileSelection _selection = new();
    private readonly AddressSet _seenTrackers = new("tracker", OuterReader.MaxAddresses, new WarningList());
    private readonly AddressSet _seenWebSeeds = new("web seed", OuterReader.MaxAddresses, new WarningList());
    private Sha1Hash? _v1;
    private Sha256Hash? _v2;
    private string? _name;
    private long? _length;

    public MagnetLink Read(string text)
    {
        if (text.Length > MaxLength)
        {
            throw new MetainfoException($"a magnet link of more than {MaxLength} characters");
        }

        var question = text.IndexOf('?', StringComparison.Ordinal);
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) || question < 0)
        {
            throw new MetainfoException("no magnet link");
        }

        var query = text.AsSpan(question + 1);
        foreach (var range in query.Split('&'))
        {
            ReadParameter(query[range]);
        }

        return _v1 is null && _v2 is null ? throw new MetainfoException("a magnet link without the info-hash of a torrent") : new MagnetLink
        {
            InfoHashes = new InfoHashes(_v1, _v2),
            DisplayName = _name,
            ExactLength = _length,
            Trackers = _trackers,
            WebSeeds = _webSeeds,
            Peers = _peers,
            SelectOnly = _selection.ToRanges(),
        };
    }

    private void ReadParameter(ReadOnlySpan<char> parameter)
    {
        var equals = parameter.IndexOf('=');
        if (equals <= 0)
        {
            return;
        }

        var name = WithoutNumber(parameter[..equals]).ToString().ToLowerInvariant();
        var value = parameter[(equals + 1)..];
        if (name == "dn")
        {
            // Only in text for people does a plus stand for a space; in a URL it may mean itself.
            _name ??= PercentEncoding.TryDecode(value.ToString().Replace('+', ' '), out var text) ? text : null;
        }
        else if (PercentEncoding.TryDecode(value, out var decoded))
        {
            ReadValue(name, decoded);
        }
        else if (name == "xt")
        {
            throw new MetainfoException("a magnet link with a broken info-hash");
        }
    }

    private void ReadValue(string name, string value)
    {
        switch (name)
        {
            case "xt":
                ReadTopic(value);
                break;
            case "xl" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length):
                _length ??= length;
                break;
            case "tr" when _seenTrackers.TryAdd(value, WebAddress.IsTracker(value)):
                _trackers.Add(value);
                break;
            case "ws" when WebAddress.Escape(Encoding.UTF8.GetBytes(value)) is var url && _seenWebSeeds.TryAdd(url, WebAddress.IsWebSeed(url)):
                _webSeeds.Add(url);
                break;
            case "x.pe":
                ReadPeer(value);
                break;
            case "so":
                _selection.Add(value);
                break;
        }
    }

    private void ReadTopic(string topic)
    {
        if (topic.StartsWith(V1Prefix, StringComparison.OrdinalIgnoreCase))
        {
            Set(ref _v1, HashText.TryReadV1(topic.AsSpan(V1Prefix.Length), out var hash), hash);
        }
        else if (topic.StartsWith(V2Prefix, StringComparison.OrdinalIgnoreCase))
        {
            var multihash = topic.AsSpan(V2Prefix.Length);
            Sha256Hash hash = default;
            var isRead = multihash.StartsWith(Sha256Prefix) && HashText.TryReadV2(multihash[Sha256Prefix.Length..], out hash);
            Set(ref _v2, isRead, hash);
        }
    }

    private static void Set<THash>(ref THash? field, bool isRead, THash hash)
        where THash : struct, IEquatable<THash>
    {
        if (!isRead)
        {
            throw new MetainfoException("a magnet link with a broken info-hash");
        }

        if (field is { } other && !other.Equals(hash))
        {
            throw new MetainfoException("a magnet link with two info-hashes of one kind");
        }

        field = hash;
    }

    private void ReadPeer(string value)
    {
        if (_peers.Count == MaxPeers || !WebAddress.TrySplitEndPoint(value, out var host, out var port))
        {
            return;
        }

        // A bare number would be read as an address too.
        var isAddress = host.ContainsAny(':', '.') && IPAddress.TryParse(host, out _);
        EndPoint peer = isAddress ? new IPEndPoint(IPAddress.Parse(host), port) : new DnsEndPoint(host.ToString(), port);
        if (!_peers.Contains(peer))
        {
            _peers.Add(peer);
        }
    }

    // `xt.1`, `tr.2`: numbers that only keep the parameters apart.
    private static ReadOnlySpan<char> WithoutNumber(ReadOnlySpan<char> name)
    {
        var dot = name.LastIndexOf('.');
        return dot > 0 && dot < name.Length - 1 && !name[(dot + 1)..].ContainsAnyExceptInRange('0', '9') ? name[..dot] : name;
    }
}
