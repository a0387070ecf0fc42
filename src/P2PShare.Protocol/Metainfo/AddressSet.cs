namespace P2PShare.Protocol.Metainfo;

/// <summary>Lets through the first address of each kind, up to a bound, and says once what it held back.</summary>
internal sealed class AddressSet(string kind, int limit, WarningList warnings)
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private bool _saidInvalid;
    private bool _saidTooMany;

    /// <summary>Whether the address is to be kept: valid, new, and not one too many.</summary>
    public bool TryAdd(string address, bool isValid)
    {
        if (!isValid)
        {
            Say(ref _saidInvalid, $"A {kind} is no address that can be used, and is ignored.");
            return false;
        }

        if (_seen.Count == limit && !_seen.Contains(address))
        {
            Say(ref _saidTooMany, $"Only the first {limit} addresses of {kind}s are kept.");
            return false;
        }

        return _seen.Add(address);
    }

    private void Say(ref bool said, string sentence)
    {
        if (!said)
        {
            said = true;
            warnings.Add(sentence);
        }
    }
}
