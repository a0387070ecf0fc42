using P2PShare.Cli.Wording;

namespace P2PShare.Cli.Batches;

/// <summary>Says what is wrong with a manifest, and where.</summary>
/// <param name="source">How the user called it.</param>
internal sealed class ManifestErrors(string source)
{
    /// <summary>An error at a line; null where it is none in particular.</summary>
    public CommandException At(int? line, string cause) => new(UserError.ManifestUnreadable(source, line, cause));

    /// <summary>A name that is not known, and the known one that was probably meant.</summary>
    public CommandException Unknown(ManifestEntry entry, string cause, IEnumerable<string> known) =>
        At(entry.Line, cause + (Typos.Nearest(entry.Key.Replace('-', '_'), known) is { } nearest ? $"; did you mean `{nearest}`?" : ""));

    /// <summary>Names and values.</summary>
    public ManifestNode.Mapping Mapping(ManifestNode node, string what) => node as ManifestNode.Mapping ?? throw At(node.Line, $"{what} is made of names and values");

    /// <summary>A list.</summary>
    public ManifestNode.Sequence Sequence(ManifestNode node, string what) => node as ManifestNode.Sequence ?? throw At(node.Line, $"{what} is a list");

    /// <summary>One text or several.</summary>
    public IReadOnlyList<string> Texts(ManifestNode node, string what) => node switch
    {
        ManifestNode.Text text => [text.Value],
        ManifestNode.Sequence sequence => [.. sequence.Items.Select(item => (item as ManifestNode.Text ?? throw At(item.Line, $"{what} is a text or a list of texts")).Value)],
        _ => throw At(node.Line, $"{what} is a text or a list of texts"),
    };
}
