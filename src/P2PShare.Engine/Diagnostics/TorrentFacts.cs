using P2PShare.Engine.Torrents;

namespace P2PShare.Engine.Diagnostics;

/// <summary>The numbers by which it is judged what holds a torrent up, at one moment. Sizes in bytes, rates in bytes a second, shares 0 to 1 of the last ten seconds.</summary>
public sealed record TorrentFacts
{
    /// <summary>What it is doing.</summary>
    public required TorrentState State { get; init; }

    /// <summary>How long it has been taking part in its swarm, since the start or the last pause.</summary>
    public TimeSpan Active { get; init; }

    /// <summary>Bytes wanted, and there. While checking: bytes looked at.</summary>
    public long BytesDone { get; init; }

    /// <summary>Bytes wanted.</summary>
    public long BytesTotal { get; init; }

    /// <summary>Content bytes received a second.</summary>
    public long DownloadRate { get; init; }

    /// <summary>Content bytes sent a second.</summary>
    public long UploadRate { get; init; }

    /// <summary>The torrent's own limit down; 0 for none.</summary>
    public long MaxDownloadRate { get; init; }

    /// <summary>The torrent's own limit up; 0 for none.</summary>
    public long MaxUploadRate { get; init; }

    /// <summary>How much of the time something waited for <see cref="MaxDownloadRate"/>.</summary>
    public double DownloadWaits { get; init; }

    /// <summary>How much of the time something waited for <see cref="MaxUploadRate"/>.</summary>
    public double UploadWaits { get; init; }

    /// <summary>Its peers.</summary>
    public PeerFacts Peers { get; init; } = new();

    /// <summary>Its pieces.</summary>
    public PieceFacts Pieces { get; init; } = new();

    /// <summary>What it shares with the others of its engine.</summary>
    public LoadFacts Load { get; init; } = new();

    /// <summary>Where peers were looked for, and what came of it.</summary>
    public IReadOnlyList<SourceReport> Sources { get; init; } = [];
}

/// <summary>How many peers a torrent has, and in what relation. Web seeds count as peers.</summary>
public sealed record PeerFacts
{
    /// <summary>Sessions.</summary>
    public int Connected { get; init; }

    /// <summary>Sessions with a peer that has everything.</summary>
    public int Seeds { get; init; }

    /// <summary>Addresses known, ourselves left out.</summary>
    public int Known { get; init; }

    /// <summary>Attempts to connect that are under way.</summary>
    public int Connecting { get; init; }

    /// <summary>Known addresses that refused or could not be reached the last time.</summary>
    public int Refused { get; init; }

    /// <summary>Known addresses that did not answer the last time.</summary>
    public int TimedOut { get; init; }

    /// <summary>Known addresses that broke off before or by the handshake the last time.</summary>
    public int BrokeOff { get; init; }

    /// <summary>Addresses that failed so often that they were forgotten.</summary>
    public int GivenUp { get; init; }

    /// <summary>Sessions with a peer that has something that we miss.</summary>
    public int Interesting { get; init; }

    /// <summary>Of <see cref="Interesting"/>, those that let us ask.</summary>
    public int Unchoking { get; init; }

    /// <summary>Of <see cref="Unchoking"/>, those that have sent something lately.</summary>
    public int Sending { get; init; }

    /// <summary>Of <see cref="Unchoking"/>, those that owe us blocks and have sent nothing for 20 seconds.</summary>
    public int Snubbing { get; init; }

    /// <summary>Of <see cref="Unchoking"/>, those that nothing is asked of.</summary>
    public int Idle { get; init; }

    /// <summary>Sessions with a peer that wants something of us.</summary>
    public int InterestedInUs { get; init; }

    /// <summary>Of <see cref="InterestedInUs"/>, those that we let ask.</summary>
    public int Served { get; init; }
}

/// <summary>How many pieces of a torrent are where.</summary>
public sealed record PieceFacts
{
    /// <summary>Wanted and not here.</summary>
    public int Missing { get; init; }

    /// <summary>Of <see cref="Missing"/>, those that no connected peer has.</summary>
    public int Unavailable { get; init; }

    /// <summary>Most memory that one piece takes while it is put together, in bytes.</summary>
    public long Cost { get; init; }
}

/// <summary>What all torrents of an engine share.</summary>
public sealed record LoadFacts
{
    /// <summary>Bytes of memory for pieces between their first block and the disk.</summary>
    public long MemoryTotal { get; init; }

    /// <summary>Bytes of it that are not taken; may be below 0.</summary>
    public long MemoryFree { get; init; }

    /// <summary>Bytes that wait for the disk.</summary>
    public long DiskQueued { get; init; }

    /// <summary>How much of the time nothing was received because too much waited for the disk.</summary>
    public double DiskBehind { get; init; }

    /// <summary>How much of the time more workers hashed than wrote.</summary>
    public double Hashing { get; init; }

    /// <summary>Reads for uploads that wait for the disk.</summary>
    public int ReadsWaiting { get; init; }

    /// <summary>How many have connected to us since the engine began.</summary>
    public int Incoming { get; init; }

    /// <summary>The limit down of all torrents together; 0 for none.</summary>
    public long MaxDownloadRate { get; init; }

    /// <summary>The limit up of all torrents together; 0 for none.</summary>
    public long MaxUploadRate { get; init; }

    /// <summary>How much of the time something waited for <see cref="MaxDownloadRate"/>.</summary>
    public double DownloadWaits { get; init; }

    /// <summary>How much of the time something waited for <see cref="MaxUploadRate"/>.</summary>
    public double UploadWaits { get; init; }
}
