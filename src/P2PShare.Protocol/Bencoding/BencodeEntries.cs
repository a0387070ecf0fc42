namespace P2PShare.Protocol.Bencoding;

/// <summary>Walks the keys and values of a dictionary, without allocating. For <c>foreach</c>.</summary>
public struct BencodeEntries
{
    private readonly BencodeDocument? _document;
    private readonly int _end;
    private int _key;
    private int _next;

    internal BencodeEntries(BencodeDocument document, int dictionary)
    {
        _document = document;
        _next = dictionary + 1;
        _end = document[dictionary].Next;
    }

    /// <summary>The key and value that the walk stands at.</summary>
    public readonly BencodeEntry Current => new(_document!.Content(_key), new BencodeValue(_document, _key + 1));

    /// <summary>A walk from the beginning.</summary>
    public readonly BencodeEntries GetEnumerator() => this;

    /// <summary>Goes to the next key; false behind the last.</summary>
    public bool MoveNext()
    {
        if (_document is null || _next >= _end)
        {
            return false;
        }

        _key = _next;
        _next = _document[_key + 1].Next;
        return true;
    }
}
