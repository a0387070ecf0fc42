using System.Net;

namespace P2PShare.Engine.Peers;

/// <summary>What one connected peer looked like at one moment. Sizes in bytes, rates in bytes a second.</summary>
public sealed record PeerSnapshot
{
    /// <summary>The other side of the connection.</summary>
    public required IPEndPoint Address { get; init; }

    /// <summary>The program it runs, as it says or as its peer id tells: a stranger's text; null where neither says.</summary>
    public string? Client { get; init; }

    /// <summary>Who told us of it.</summary>
    public PeerSource Source { get; init; }

    /// <summary>Whether it connected to us.</summary>
    public bool IsIncoming { get; init; }

    /// <summary>Whether it is a web server. BEP 19.</summary>
    public bool IsWebSeed { get; init; }

    /// <summary>How much of the pieces it has, 0 to 1.</summary>
    public double Progress { get; init; }

    /// <summary>Content bytes a second that it sends us.</summary>
    public long DownloadRate { get; init; }

    /// <summary>Content bytes a second that we send it.</summary>
    public long UploadRate { get; init; }

    /// <summary>Content bytes that it has sent us.</summary>
    public long Downloaded { get; init; }

    /// <summary>Content bytes that we have sent it.</summary>
    public long Uploaded { get; init; }

    /// <summary>We serve it nothing.</summary>
    public bool AmChoking { get; init; }

    /// <summary>We want something of it.</summary>
    public bool AmInterested { get; init; }

    /// <summary>It serves us nothing.</summary>
    public bool PeerChoking { get; init; }

    /// <summary>It wants something of us.</summary>
    public bool PeerInterested { get; init; }

    /// <summary>It owes us blocks and has sent none for 20 seconds.</summary>
    public bool IsSnubbing { get; init; }

    /// <summary>How long we have been connected.</summary>
    public TimeSpan Connected { get; init; }
}
