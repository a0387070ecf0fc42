using System.Net;
using P2PShare.Net.Addresses;
using P2PShare.Net.Transport;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Engine.Peers;

/// <summary>
/// Peer exchange with one peer: what it has been told, what there is to tell it and when, and how often it may tell us. BEP 11. Sends and
/// believes nothing itself; <c>now</c> is monotonic.
/// </summary>
internal sealed class PeerCorrespondence
{
    /// <summary>Most contacts of the first message of either kind; as many as we read of others.</summary>
    public const int MaxFirst = PeerExchangeMessage.MaxContacts;

    /// <summary>Most contacts of a later message that are new, and most that are gone.</summary>
    public const int MaxLater = 50;

    /// <summary>With as many live contacts of an address family as this there is no need of recent ones.</summary>
    public const int Plenty = 25;

    /// <summary>Messages before their time that are passed over between two that are heard. One more is a flood.</summary>
    public const int MaxHasty = 10;

    private readonly HashSet<IPEndPoint> _told = [];
    private TimeSpan? _nextLetter;
    private long _recentsTold;
    private bool _hasWritten;
    private TimeSpan? _lastHeard;
    private int _hasty;

    /// <summary>From the peer's extension handshake to the first message: the first moments of a torrent bring many contacts at once.</summary>
    public static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(5);

    /// <summary>Between two messages.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    /// <summary>Between two looks at whether there is anything to tell.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    /// <summary>Between two messages of the peer, as its minute may look here after a delay of the first.</summary>
    public static readonly TimeSpan MinHearing = TimeSpan.FromSeconds(45);

    /// <summary>The id under which the peer wants <c>ut_pex</c>; 0 when it does not.</summary>
    public byte Id { get; private set; }

    /// <summary>The peer has said, not for the first time perhaps, whether it wants to be told.</summary>
    public void Open(byte id, TimeSpan now)
    {
        Id = id;
        _nextLetter ??= now + FirstWait;
    }

    /// <summary>Whether it is time to see whether there is anything to tell.</summary>
    public bool IsDue(TimeSpan now) => Id != 0 && now >= _nextLetter;

    /// <summary>What is to be told now; null for nothing. What it returns counts as told.</summary>
    /// <param name="receiver">Where the peer is seen: it is told of nothing nearer to it than itself.</param>
    /// <param name="listens">Where the peer listens, if known: it is not told of itself.</param>
    /// <param name="live">The contacts that we are connected to, each once.</param>
    /// <param name="recent">Those that were let go.</param>
    /// <param name="now">The present.</param>
    public PeerExchangeMessage? Compose(
        IPEndPoint receiver, IPEndPoint? listens, IReadOnlyList<PeerExchangeContact> live, RecentContacts recent, TimeSpan now)
    {
        var scope = AddressScopes.Of(receiver.Address);
        var current = live.Where(IsFit).ToDictionary(static contact => contact.Address);
        var spare = ((bool[])[true, false])
            .Where(isIPv4 => current.Keys.Count(address => address.Address.IsIPv4() == isIPv4) < Plenty)
            .SelectMany(isIPv4 => recent.Since(_recentsTold, isIPv4))
            .Where(contact => IsFit(contact) && !current.ContainsKey(contact.Address));
        var most = _hasWritten ? MaxLater : MaxFirst;
        List<PeerExchangeContact> added = [.. current.Values.Concat(spare).Where(contact => !_told.Contains(contact.Address)).Take(most)];
        List<IPEndPoint> dropped = [.. _told.Where(address => !current.ContainsKey(address)).Take(MaxLater)];
        _recentsTold = recent.Last;
        if (added.Count == 0 && dropped.Count == 0)
        {
            _nextLetter = now + LookInterval;
            return null;
        }

        Note(added, dropped);
        _nextLetter = now + Interval;
        return new PeerExchangeMessage(added, dropped);

        bool IsFit(PeerExchangeContact contact) =>
            ContactRules.MayTell(scope, contact.Address) && !contact.Address.Equals(receiver) && !contact.Address.Equals(listens);
    }

    /// <summary>A message of the peer has come: whether it is heard.</summary>
    public Hearing Hear(TimeSpan now)
    {
        if (now - _lastHeard < MinHearing)
        {
            return ++_hasty > MaxHasty ? Hearing.Flood : Hearing.TooSoon;
        }

        _lastHeard = now;
        _hasty = 0;
        return Hearing.Heard;
    }

    private void Note(List<PeerExchangeContact> added, List<IPEndPoint> dropped)
    {
        _hasWritten = true;
        foreach (var contact in added)
        {
            _ = _told.Add(contact.Address);
        }

        foreach (var address in dropped)
        {
            _ = _told.Remove(address);
        }
    }
}

/// <summary>What becomes of a message that a peer has sent.</summary>
internal enum Hearing
{
    /// <summary>It is looked at.</summary>
    Heard,

    /// <summary>It came before its time and is passed over.</summary>
    TooSoon,

    /// <summary>There were too many such: the session ends.</summary>
    Flood,
}
