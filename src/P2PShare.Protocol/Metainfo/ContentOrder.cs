namespace P2PShare.Protocol.Metainfo;

/// <summary>The order of files in a v2 torrent: component by component, as bytes of UTF-8. It depends on no culture and no file system. BEP 52, <c>file tree</c>.</summary>
public sealed class ContentOrder : IComparer<IReadOnlyList<string>>
{
    // Moves surrogates, which stand for the characters of four bytes, behind all others.
    private const int SurrogateShift = 0x2000;
    private const int OtherShift = -0x800;

    /// <summary>The order.</summary>
    public static ContentOrder Instance { get; } = new();

    /// <summary>Compares two paths by their components.</summary>
    public int Compare(IReadOnlyList<string>? x, IReadOnlyList<string>? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        for (var i = 0; i < x.Count && i < y.Count; i++)
        {
            var order = Compare(x[i], y[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return x.Count.CompareTo(y.Count);
    }

    private static int Compare(string x, string y)
    {
        var same = x.AsSpan().CommonPrefixLength(y);
        return same == x.Length || same == y.Length ? x.Length.CompareTo(y.Length) : Weight(x[same]).CompareTo(Weight(y[same]));
    }

    private static int Weight(char unit) => unit switch
    {
        < '\uD800' => unit,
        < '\uE000' => unit + SurrogateShift,
        _ => unit + OtherShift,
    };
}
