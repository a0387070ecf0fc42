using System.Net;
using P2PShare.Dht.Routing;
using P2PShare.Net.Addresses;
using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Lookups;

/// <summary>
/// The nodes that a look-up knows, nearest first, and which of them to ask next. Nodes whose id follows from their address come first; the others are
/// asked when those are through, and only so many of them: whoever invents nodes round the target delays a look-up and does not lead it astray.
/// Of a /24 or /64 one is asked, and another only if that one fails. Not thread-safe. BEP 5, 42.
/// </summary>
internal sealed class CandidateList(NodeId target)
{
    private readonly List<Candidate> _candidates = [];
    private readonly List<Candidate> _routers = [];
    private int _insecureQueries;

    public IReadOnlyList<Candidate> All => _candidates;

    /// <summary>Adds a host of which only the address is known.</summary>
    public void AddRouter(IPEndPoint endPoint)
    {
        if (!_routers.Exists(router => router.EndPoint.Equals(endPoint)))
        {
            _routers.Add(new Candidate(null, endPoint, 0));
        }
    }

    /// <summary>Adds a node, unless it is known, unusable, too far or one of too many.</summary>
    /// <param name="node">Which.</param>
    /// <param name="teller">The scope of who told of it.</param>
    /// <param name="depth">Answers that led to it.</param>
    public void Add(CompactNode node, AddressScope teller, int depth)
    {
        if (!AddressScopes.Believes(teller, node.EndPoint) || !NodeTrust.IsReachable(node.EndPoint))
        {
            return;
        }

        var candidate = new Candidate(node.Id, node.EndPoint, depth);
        var ofBlock = 0;
        foreach (var known in _candidates)
        {
            if (known.Id == node.Id && known.EndPoint.Equals(node.EndPoint))
            {
                return;
            }

            ofBlock += candidate.IsGuarded && known.Block == candidate.Block ? 1 : 0;
        }

        if (ofBlock < DhtLimits.MaxCandidatesOfBlock)
        {
            Insert(candidate);
        }
    }

    /// <summary>Whom to ask now; null when the nearest are through, or under way.</summary>
    public Candidate? Next()
    {
        var next = NextAmong(static candidate => candidate.IsSecure);
        if (next is null && _insecureQueries < DhtLimits.MaxInsecureQueries)
        {
            next = NextAmong(static _ => true);
            _insecureQueries += next is { IsSecure: false } ? 1 : 0;
        }

        return next ?? _routers.Find(static router => router.State == CandidateState.New);
    }

    /// <summary>The nearest nodes that have answered and that something may be stored on, nearest first.</summary>
    public IEnumerable<Candidate> Eligible(int count) =>
        _candidates.Where(static candidate => candidate is { IsSecure: true, State: CandidateState.Answered, Token.IsEmpty: false }).Take(count);

    private Candidate? NextAmong(Func<Candidate, bool> counts)
    {
        var nearest = 0;
        foreach (var candidate in _candidates)
        {
            if (nearest == DhtLimits.BucketSize)
            {
                break;
            }

            if (!counts(candidate))
            {
                continue;
            }

            switch (candidate.State)
            {
                case CandidateState.New when !IsBlockTaken(candidate):
                    return candidate;
                case CandidateState.Asked or CandidateState.Answered:
                    nearest++;
                    break;
                default:
                    break;
            }
        }

        return null;
    }

    private bool IsBlockTaken(Candidate candidate)
    {
        if (!candidate.IsGuarded)
        {
            return false;
        }

        foreach (var other in _candidates)
        {
            if (other.Block == candidate.Block && other != candidate && other.State is not (CandidateState.New or CandidateState.Failed))
            {
                return true;
            }
        }

        return false;
    }

    private void Insert(Candidate candidate)
    {
        var (low, high) = (0, _candidates.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = candidate.Id!.Value.IsNearer(target, _candidates[middle].Id!.Value) ? (low, middle) : (middle + 1, high);
        }

        _candidates.Insert(low, candidate);
        if (_candidates.Count > DhtLimits.MaxCandidates && DropFarthest() is { } place)
        {
            _candidates.RemoveAt(place);
        }
    }

    // Those that are under way stay; of the rest the inventions near the target must not push out what can be trusted.
    private int? DropFarthest()
    {
        var insecure = _candidates.FindLastIndex(static candidate => candidate is { IsSecure: false, State: CandidateState.New or CandidateState.Failed });
        if (insecure >= 0)
        {
            return insecure;
        }

        var any = _candidates.FindLastIndex(static candidate => candidate.State is CandidateState.New or CandidateState.Failed);
        return any >= 0 ? any : null;
    }
}
