using System.CommandLine;
using System.Text.Json;
using P2PShare.Cli.Wording;

namespace P2PShare.Cli.Settings;

/// <summary>
/// A JSON file of defaults, comments allowed: <c>{ "max_upload": "2MiB", "get": { "output": "/srv/got" } }</c>. Names are those of the
/// options; what stands under a command's name holds for that command alone and wins.
/// </summary>
internal sealed class ConfigFile
{
    private readonly JsonElement _root;

    private ConfigFile(string path, JsonElement root)
    {
        Path = path;
        _root = root;
    }

    /// <summary>Which file it is.</summary>
    public string Path { get; }

    /// <summary>The file that the user named, or the usual one where it exists; null where there is none.</summary>
    /// <exception cref="CommandException">It cannot be read, or says something that no command knows.</exception>
    public static ConfigFile? Load(CommandContext context, string? named, Command root)
    {
        var path = context.FullPath(named ?? context.Variable("P2PSHARE_CONFIG") ?? UserDirectories.Config(context));
        var isAsked = named is not null || context.Variable("P2PSHARE_CONFIG") is not null;
        if (!isAsked && !File.Exists(path))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(
                File.ReadAllBytes(path),
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var config = new ConfigFile(path, document.RootElement.Clone());
            config.Check(root);
            return config;
        }
        catch (JsonException exception)
        {
            throw new CommandException(UserError.ConfigUnreadable(path, $"no JSON at line {exception.LineNumber + 1}"), exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(UserError.ConfigUnreadable(path, Causes.Of(exception)), exception);
        }
    }

    /// <summary>The values that the file gives an option of a command; null for none.</summary>
    public IReadOnlyList<string>? Find(string command, Option option) =>
        (_root.TryGetProperty(command, out var section) && section.ValueKind == JsonValueKind.Object ? ValuesIn(section, option) : null)
        ?? ValuesIn(_root, option);

    private void Check(Command root)
    {
        RequireObject(_root, "the file");
        var everything = root.Subcommands.SelectMany(SettingsLayers.OptionsOf).Select(KeyOf).ToHashSet(StringComparer.Ordinal);
        foreach (var property in _root.EnumerateObject())
        {
            // `tracker` is both an option and a command: what it is, its value says.
            if (root.Subcommands.FirstOrDefault(command => command.Name == property.Name) is { } command
                && (property.Value.ValueKind == JsonValueKind.Object || !everything.Contains(property.Name)))
            {
                RequireObject(property.Value, $"`{property.Name}`");
                var own = SettingsLayers.OptionsOf(command).Select(KeyOf).ToHashSet(StringComparer.Ordinal);
                foreach (var inner in property.Value.EnumerateObject())
                {
                    RequireKnown(inner.Name, own);
                }
            }
            else
            {
                RequireKnown(property.Name, everything);
            }
        }
    }

    private void RequireObject(JsonElement element, string what)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new CommandException(UserError.ConfigUnreadable(Path, $"{what} is no object of names and values"));
        }
    }

    private void RequireKnown(string name, HashSet<string> known)
    {
        if (!known.Contains(Normal(name)))
        {
            var nearest = Typos.Nearest(Normal(name), known);
            throw new CommandException(UserError.ConfigUnreadable(Path, $"there is no setting `{name}`" + (nearest is null ? "" : $"; did you mean `{nearest}`?")));
        }
    }

    private static List<string>? ValuesIn(JsonElement section, Option option)
    {
        foreach (var property in section.EnumerateObject())
        {
            if (Normal(property.Name) == KeyOf(option) && property.Value.ValueKind != JsonValueKind.Object)
            {
                return property.Value.ValueKind == JsonValueKind.Array
                    ? [.. property.Value.EnumerateArray().Select(value => value.ToString())]
                    : [property.Value.ValueKind switch
                    {
                        JsonValueKind.True => "true",
                        JsonValueKind.False => "false",
                        _ => property.Value.ToString(),
                    }];
            }
        }

        return null;
    }

    private static string KeyOf(Option option) => Normal(option.Name.TrimStart('-'));

    private static string Normal(string name) => name.Replace('-', '_');
}
