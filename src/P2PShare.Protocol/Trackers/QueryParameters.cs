namespace P2PShare.Protocol.Trackers;

/// <summary>Walks the parameters of a raw query, without allocating and without decoding them.</summary>
internal ref struct QueryParameters
{
    private ReadOnlySpan<char> _rest;

    /// <summary>With or without its question mark.</summary>
    public QueryParameters(ReadOnlySpan<char> query) => _rest = query.TrimStart('?');

    /// <summary>The name that the walk stands at.</summary>
    public ReadOnlySpan<char> Name { get; private set; }

    /// <summary>Its value; empty where there is none.</summary>
    public ReadOnlySpan<char> Value { get; private set; }

    /// <summary>Goes to the next parameter; false behind the last.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var end = _rest.IndexOf('&');
        var parameter = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[(end + 1)..];
        var equals = parameter.IndexOf('=');
        Name = equals < 0 ? parameter : parameter[..equals];
        Value = equals < 0 ? default : parameter[(equals + 1)..];
        return true;
    }
}
