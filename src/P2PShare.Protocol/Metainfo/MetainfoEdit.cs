namespace P2PShare.Protocol.Metainfo;

/// <summary>Changes to what lies outside a torrent's info dictionary. What is null stays as it is. Immutable.</summary>
public sealed record MetainfoEdit
{
    /// <summary>New tiers of announce URLs; none at all removes them.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? Trackers { get; init; }

    /// <summary>New web seeds, BEP 19; none at all removes them.</summary>
    public IReadOnlyList<string>? WebSeeds { get; init; }

    /// <summary>New web seeds, BEP 17; none at all removes them.</summary>
    public IReadOnlyList<string>? HttpSeeds { get; init; }

    /// <summary>New DHT nodes as HOST:PORT; none at all removes them.</summary>
    public IReadOnlyList<string>? Nodes { get; init; }

    /// <summary>A new comment; the empty one removes it.</summary>
    public string? Comment { get; init; }

    /// <summary>A new name of the program that made it; the empty one removes it.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>A new creation date.</summary>
    public DateTimeOffset? CreationDate { get; init; }

    /// <summary>Removes the creation date, unless <see cref="CreationDate"/> gives another.</summary>
    public bool RemovesCreationDate { get; init; }
}
