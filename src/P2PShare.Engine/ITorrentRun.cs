using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Engine;

/// <summary>What the engine runs: a torrent, or the search for one of which only the info-hash is known.</summary>
internal interface ITorrentRun
{
    /// <summary>By which it is asked for.</summary>
    InfoHashes InfoHashes { get; }

    /// <summary>Whether its peers come from its trackers alone. BEP 27.</summary>
    bool IsPrivate { get; }

    /// <summary>Whether it takes connections now.</summary>
    bool IsOpen { get; }

    /// <summary>Takes over a connection whose handshake is done; false when it takes none any more.</summary>
    bool TryAdmit(IConnection connection, Handshake greeting, bool speaksV2);

    /// <summary>Looks at all deadlines. Never blocks.</summary>
    void Tick();

    /// <summary>Ends it in order.</summary>
    Task EndAsync();
}
