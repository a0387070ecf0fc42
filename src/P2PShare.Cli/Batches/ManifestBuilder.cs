using System.Globalization;

namespace P2PShare.Cli.Batches;

/// <summary>Makes nodes of what a parser meets, one thing after another, without recursion: depth is the manifest's to choose.</summary>
/// <param name="errors">Says what is wrong.</param>
internal sealed class ManifestBuilder(ManifestErrors errors)
{
    /// <summary>Levels that a manifest may have; four are used.</summary>
    public const int MaxDepth = 8;

    private readonly Stack<Frame> _open = new();
    private ManifestNode? _root;

    /// <summary>What it all amounts to.</summary>
    /// <exception cref="CommandException">There is nothing.</exception>
    public ManifestNode Root => _root ?? throw Error(1, "it is empty");

    /// <summary>A text: the next name where one is due, else a value.</summary>
    public void Text(int line, string value)
    {
        if (_open.TryPeek(out var frame) && frame is { IsMapping: true, Key: null })
        {
            frame.Begin(line, value);
            if (!frame.Names.Add(value))
            {
                throw Error(line, $"`{value}` is there twice");
            }
        }
        else
        {
            Add(new ManifestNode.Text(line, value));
        }
    }

    /// <summary>A mapping or a sequence begins.</summary>
    public void Begin(int line, bool isMapping)
    {
        if (_open.Count == MaxDepth)
        {
            throw Error(line, string.Create(CultureInfo.InvariantCulture, $"it is nested more than {MaxDepth} deep"));
        }

        if (_open.TryPeek(out var frame) && frame is { IsMapping: true, Key: null })
        {
            throw Error(line, "a name is a text");
        }

        _open.Push(new Frame(line, isMapping));
    }

    /// <summary>What began last ends.</summary>
    public void End()
    {
        var frame = _open.Pop();
        Add(frame.IsMapping ? new ManifestNode.Mapping(frame.Line, frame.Entries) : new ManifestNode.Sequence(frame.Line, frame.Items));
    }

    /// <summary>An error at a line.</summary>
    public CommandException Error(int line, string cause) => errors.At(line, cause);

    private void Add(ManifestNode node)
    {
        if (!_open.TryPeek(out var frame))
        {
            _root = _root is null ? node : throw Error(node.Line, "there is more than one document");
        }
        else if (frame.IsMapping)
        {
            frame.Entries.Add(new ManifestEntry(frame.KeyLine, frame.Key!, node));
            frame.Key = null;
        }
        else
        {
            frame.Items.Add(node);
        }
    }

    private sealed class Frame(int line, bool isMapping)
    {
        public int Line => line;

        public bool IsMapping => isMapping;

        public string? Key { get; set; }

        public int KeyLine { get; private set; }

        public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

        public List<ManifestEntry> Entries { get; } = [];

        public List<ManifestNode> Items { get; } = [];

        public void Begin(int keyLine, string key)
        {
            KeyLine = keyLine;
            Key = key;
        }
    }
}
