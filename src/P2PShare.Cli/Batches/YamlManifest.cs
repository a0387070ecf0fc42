using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace P2PShare.Cli.Batches;

/// <summary>Reads YAML as far as a manifest needs it: without anchors and aliases, by which a few lines stand for millions, and without tags.</summary>
internal static class YamlManifest
{
    /// <summary>Reads it.</summary>
    /// <param name="text">The manifest.</param>
    /// <param name="builder">Takes what is met.</param>
    /// <exception cref="CommandException">It is not such YAML.</exception>
    public static void Read(string text, ManifestBuilder builder)
    {
        var line = 1;
        try
        {
            using var reader = new StringReader(text);
            var parser = new Parser(reader);
            while (parser.MoveNext())
            {
                line = (int)parser.Current!.Start.Line;
                Take(parser.Current, builder);
            }
        }
        catch (YamlException exception)
        {
            throw builder.Error((int)exception.End.Line, $"no YAML: {(exception.InnerException ?? exception).Message}");
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException)
        {
            // What the parser throws where it has lost its way in brackets that do not match.
            throw builder.Error(line, "no YAML");
        }
    }

    private static void Take(ParsingEvent met, ManifestBuilder builder)
    {
        var line = (int)met.Start.Line;
        if (met is AnchorAlias || met is NodeEvent { Anchor.IsEmpty: false })
        {
            throw builder.Error(line, "anchors and aliases are not taken here");
        }

        if (met is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } tag })
        {
            throw builder.Error(line, $"the tag `{tag}` is not taken here");
        }

        switch (met)
        {
            case Scalar scalar:
                builder.Text(line, IsNothing(scalar) ? "" : scalar.Value);
                break;
            case MappingStart:
                builder.Begin(line, isMapping: true);
                break;
            case SequenceStart:
                builder.Begin(line, isMapping: false);
                break;
            case MappingEnd or SequenceEnd:
                builder.End();
                break;
        }
    }

    private static bool IsNothing(Scalar scalar) => scalar is { Style: ScalarStyle.Plain, Value: "~" or "null" };
}
