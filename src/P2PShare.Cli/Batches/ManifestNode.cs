namespace P2PShare.Cli.Batches;

/// <summary>A part of a manifest, whether that is YAML or JSON.</summary>
/// <param name="Line">Where it begins, from 1.</param>
internal abstract record ManifestNode(int Line)
{
    /// <summary>A text, number or truth value, as it is written; empty for nothing.</summary>
    public sealed record Text(int Line, string Value) : ManifestNode(Line);

    /// <summary>Several in a row.</summary>
    public sealed record Sequence(int Line, IReadOnlyList<ManifestNode> Items) : ManifestNode(Line);

    /// <summary>Names and what they stand for, each name once.</summary>
    public sealed record Mapping(int Line, IReadOnlyList<ManifestEntry> Entries) : ManifestNode(Line);
}

/// <summary>A name and what it stands for.</summary>
/// <param name="Line">Where the name stands, from 1.</param>
/// <param name="Key">The name as it is written.</param>
/// <param name="Value">What it stands for.</param>
internal sealed record ManifestEntry(int Line, string Key, ManifestNode Value);
