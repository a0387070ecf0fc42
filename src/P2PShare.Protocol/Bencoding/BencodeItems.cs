namespace P2PShare.Protocol.Bencoding;

/// <summary>Walks the elements of a list, without allocating. For <c>foreach</c>.</summary>
public struct BencodeItems
{
    private readonly BencodeDocument? _document;
    private readonly int _end;
    private int _item;
    private int _next;

    internal BencodeItems(BencodeDocument document, int list)
    {
        _document = document;
        _next = list + 1;
        _end = document[list].Next;
    }

    /// <summary>The element that the walk stands at.</summary>
    public readonly BencodeValue Current => new(_document!, _item);

    /// <summary>A walk from the beginning.</summary>
    public readonly BencodeItems GetEnumerator() => this;

    /// <summary>Goes to the next element; false behind the last.</summary>
    public bool MoveNext()
    {
        if (_document is null || _next >= _end)
        {
            return false;
        }

        _item = _next;
        _next = _document[_item].Next;
        return true;
    }
}
