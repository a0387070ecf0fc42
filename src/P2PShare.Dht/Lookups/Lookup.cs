using P2PShare.Dht.Queries;
using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Lookups;

/// <summary>
/// Walks towards a target: asks a few nodes at once, goes on with nearer ones that they tell of, and ends when the nearest have answered, or its time or
/// its queries are used up. Then it stores, where it is to. Bounded in everything. Not thread-safe. BEP 5, 42.
/// </summary>
internal sealed class Lookup(NodeId target, ILookupGoal goal, ILookupNetwork network) : IQueryOwner
{
    private readonly CandidateList _candidates = new(target);
    private TimeSpan? _startedAt;
    private bool _isStoring;
    private int _underWay;
    private int _slow;
    private int _queries;
    private int _answers;
    private int _storedOn;
    private KrpcError? _refusal;

    public NodeId Target => target;

    public ILookupGoal Goal => goal;

    public CandidateList Candidates => _candidates;

    public bool IsOver { get; private set; }

    public int Queries => _queries;

    /// <summary>Begins to ask.</summary>
    public void Start()
    {
        _startedAt = network.Now;
        GoOn();
    }

    /// <summary>Ends it where it stands.</summary>
    public void Cancel() => Finish();

    /// <summary>Looks at the deadline.</summary>
    public void Tick()
    {
        if (!IsOver && network.Now - _startedAt > DhtLimits.LookupTime)
        {
            if (_isStoring)
            {
                Finish();
            }
            else
            {
                BeginToStore();
            }
        }
        else
        {
            GoOn();
        }
    }

    public void OnAnswer(PendingQuery query, KrpcResponse answer)
    {
        if (IsOver)
        {
            return;
        }

        if (query.Candidate is not Candidate candidate)
        {
            _storedOn++;
            EndQuery(query);
            FinishIfStored();
        }
        else if (!_isStoring)
        {
            candidate.State = CandidateState.Answered;
            candidate.Token = answer.Token;
            _answers++;
            EndQuery(query);
            AddNodes(candidate, answer);
            goal.Take(candidate, answer);
            GoOn();
        }
    }

    public void OnFailure(PendingQuery query, KrpcError? error)
    {
        if (IsOver)
        {
            return;
        }

        if (query.Candidate is not Candidate candidate)
        {
            _refusal = error ?? _refusal;
            EndQuery(query);
            FinishIfStored();
        }
        else if (!_isStoring)
        {
            candidate.State = CandidateState.Failed;
            EndQuery(query);
            GoOn();
        }
    }

    public void OnSlow(PendingQuery query)
    {
        if (IsOver)
        {
            return;
        }

        if (query.Candidate is not Candidate candidate)
        {
            _slow++;
            FinishIfStored();
        }
        else if (!_isStoring)
        {
            _slow++;
            candidate.State = CandidateState.Slow;
            GoOn();
        }
    }

    private void AddNodes(Candidate from, KrpcResponse answer)
    {
        var told = network.IsIPv4 ? answer.Nodes : answer.Nodes6;
        foreach (var node in (told ?? []).Take(DhtLimits.MaxNodesOfAnswer))
        {
            if (network.MayAsk(node))
            {
                _candidates.Add(node, from.Scope, from.Depth + 1);
            }
        }
    }

    private void GoOn()
    {
        if (IsOver || _isStoring || _startedAt is null)
        {
            return;
        }

        while (_underWay - _slow < DhtLimits.Parallelism && _queries < DhtLimits.MaxQueries && _candidates.Next() is { } next)
        {
            if (!network.TrySend(next.EndPoint, next.Id, goal.Ask(network.Own, target), this, next))
            {
                // No room for one more query now: the tick tries again.
                return;
            }

            next.State = CandidateState.Asked;
            _queries++;
            _underWay++;
        }

        // The slow are not waited for where enough others have answered; in a small network, or on a bad line, they may be all there are.
        if (_underWay == 0 || (_underWay == _slow && _answers >= DhtLimits.BucketSize))
        {
            BeginToStore();
        }
    }

    private void BeginToStore()
    {
        // Answers that are still to come count for nothing from here on.
        _isStoring = true;
        _underWay = 0;
        _slow = 0;
        foreach (var candidate in _candidates.Eligible(DhtLimits.BucketSize))
        {
            if (goal.Store(network.Own, target, candidate) is { } query && network.TrySend(candidate.EndPoint, candidate.Id, query, this, null))
            {
                _queries++;
                _underWay++;
            }
        }

        FinishIfStored();
    }

    private void EndQuery(PendingQuery query)
    {
        _underWay--;
        _slow -= query.IsSlow ? 1 : 0;
    }

    private void FinishIfStored()
    {
        // Whoever is slow may have stored, too; nobody waits to hear it where enough others have.
        if (_underWay == 0 || (_underWay == _slow && _storedOn >= DhtLimits.BucketSize / 2))
        {
            Finish();
        }
    }

    private void Finish()
    {
        if (IsOver)
        {
            return;
        }

        IsOver = true;
        var hops = _candidates.All.Where(static candidate => candidate.State == CandidateState.Answered).Take(DhtLimits.BucketSize).Select(static candidate => candidate.Depth + 1);
        goal.End(new LookupReport(_queries, _answers, hops.DefaultIfEmpty().Max(), _storedOn, _refusal));
        network.OnEnd(this);
    }
}
