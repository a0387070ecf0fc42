namespace P2PShare.Cli.Batches;

/// <summary>A manifest whose shape is right: options of the run at the top, <c>defaults</c>, and <c>items</c>, each of which says what is done with what.</summary>
/// <param name="Run">Options of the whole run.</param>
/// <param name="Defaults">What stands under <c>defaults</c>: options, and under a command's name options for that alone.</param>
/// <param name="Items">What is to be done.</param>
internal sealed record Manifest(IReadOnlyList<ManifestEntry> Run, IReadOnlyList<ManifestEntry> Defaults, IReadOnlyList<ManifestItem> Items)
{
    /// <summary>What a batch can do.</summary>
    public static IReadOnlyList<string> Actions { get; } = ["create", "get", "seed"];

    /// <summary>Reads the shape; names of options are not judged yet.</summary>
    /// <exception cref="CommandException">The shape is wrong.</exception>
    public static Manifest Of(ManifestNode root, ManifestErrors errors)
    {
        var entries = errors.Mapping(root, "a manifest").Entries;
        var items = entries.FirstOrDefault(entry => entry.Key == "items") ?? throw errors.At(root.Line, "it has no `items`");
        var defaults = entries.FirstOrDefault(entry => entry.Key == "defaults");
        var listed = errors.Sequence(items.Value, "`items`").Items;
        return new Manifest(
            [.. entries.Where(entry => entry.Key is not ("items" or "defaults"))],
            defaults is null ? [] : errors.Mapping(defaults.Value, "`defaults`").Entries,
            listed.Count > 0 ? [.. listed.Select(item => ItemOf(item, errors))] : throw errors.At(items.Line, "there is nothing in `items`"));
    }

    private static ManifestItem ItemOf(ManifestNode node, ManifestErrors errors)
    {
        var entries = errors.Mapping(node, "an item").Entries;
        return entries.Where(entry => Actions.Contains(entry.Key) && !IsFlagOfCreate(entry, entries)).ToArray() switch
        {
            [var action] => new ManifestItem(action.Line, action.Key, PathsOf(action, errors), [.. entries.Where(entry => entry != action)]),
            [] => throw errors.Unknown(entries is [var first, ..] ? first : new ManifestEntry(node.Line, "", node), "an item has one of `create`, `get` and `seed`", Actions),
            [_, var second, ..] => throw errors.At(second.Line, $"an item does one thing: `{second.Key}` needs an item of its own"),
        };
    }

    /// <summary><c>seed</c> is also what <c>create</c> calls staying to seed.</summary>
    private static bool IsFlagOfCreate(ManifestEntry entry, IReadOnlyList<ManifestEntry> entries) =>
        entry is { Key: "seed", Value: ManifestNode.Text { Value: "true" or "false" or "yes" or "no" } } && entries.Any(other => other.Key == "create");

    private static IReadOnlyList<string> PathsOf(ManifestEntry action, ManifestErrors errors)
    {
        var paths = errors.Texts(action.Value, $"`{action.Key}`");
        return paths.Count > 0 && !paths.Contains("") && !paths.Contains("-")
            ? paths
            : throw errors.At(action.Line, $"`{action.Key}` needs what it is to {action.Key}: a text, or several");
    }
}

/// <summary>One item of a manifest.</summary>
/// <param name="Line">Where it stands.</param>
/// <param name="Action"><c>create</c>, <c>get</c> or <c>seed</c>.</param>
/// <param name="Paths">What that is done with, as it is written; at least one.</param>
/// <param name="Options">Names and values of the command's options.</param>
internal sealed record ManifestItem(int Line, string Action, IReadOnlyList<string> Paths, IReadOnlyList<ManifestEntry> Options);
