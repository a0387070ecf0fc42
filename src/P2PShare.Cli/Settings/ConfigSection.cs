using System.CommandLine;
using System.Text.Json;
using P2PShare.Cli.Wording;

namespace P2PShare.Cli.Settings;

/// <summary>An object of the config file that holds settings and, under the names of commands, objects of settings for those: the file itself, or a profile.</summary>
internal sealed class ConfigSection(JsonElement element)
{
    /// <summary>Where the file holds its profiles.</summary>
    public const string ProfilesKey = "profiles";

    private const string ProfileKey = "profile";

    /// <summary>Names that say which file and which part of it is read, and so mean nothing within.</summary>
    private static readonly string[] NotInFiles = ["config", ProfileKey];

    /// <summary>The profile that the file itself chooses; null for none.</summary>
    public string? ProfileName => element.TryGetProperty(ProfileKey, out var name) ? name.ToString() : null;

    /// <summary>All profiles.</summary>
    public IReadOnlyList<string> ProfileNames =>
        element.TryGetProperty(ProfilesKey, out var profiles) ? [.. profiles.EnumerateObject().Select(profile => profile.Name)] : [];

    /// <summary>A profile; null where it is not there.</summary>
    public ConfigSection? ProfileOf(string name) =>
        element.TryGetProperty(ProfilesKey, out var profiles) && profiles.TryGetProperty(name, out var profile) ? new ConfigSection(profile) : null;

    /// <summary>An option's values, from the section of the command if it has one, else from those around it; null for none.</summary>
    /// <param name="words">The command's name behind those of the commands it belongs to.</param>
    /// <param name="option">The option.</param>
    public (IReadOnlyList<string> Values, IReadOnlyList<string> Section)? Find(IReadOnlyList<string> words, Option option)
    {
        for (var depth = words.Count; depth >= 0; depth--)
        {
            string[] section = [.. words.Take(depth)];
            if (SectionOf(section) is { } settings && ValuesIn(settings, option) is { } values)
            {
                return (values, section);
            }
        }

        return null;
    }

    /// <summary>Refuses what no command knows.</summary>
    /// <exception cref="CommandException">There is such a thing.</exception>
    public void Check(string path, Command root, bool isTop)
    {
        RequireObject(path, element, "the file");
        CheckSettings(path, element, root, CommandTree.All(root), isTop);
        if (!isTop || !element.TryGetProperty(ProfilesKey, out var profiles))
        {
            return;
        }

        RequireObject(path, profiles, $"`{ProfilesKey}`");
        foreach (var profile in profiles.EnumerateObject())
        {
            RequireObject(path, profile.Value, $"`{ProfilesKey}.{profile.Name}`");
            new ConfigSection(profile.Value).Check(path, root, isTop: false);
        }
    }

    private static void CheckSettings(string path, JsonElement section, Command command, IEnumerable<Command> holdsFor, bool isTop)
    {
        var known = holdsFor.SelectMany(CommandTree.SettingsOf).Select(KeyOf).Except(NotInFiles).ToHashSet(StringComparer.Ordinal);
        string[] ofTop = isTop ? [ProfileKey, ProfilesKey] : [];
        foreach (var property in section.EnumerateObject().Where(property => !ofTop.Contains(property.Name)))
        {
            // `tracker` is both an option and a command: what it is, its value says.
            if (command.Subcommands.FirstOrDefault(sub => sub.Name == property.Name) is { } sub
                && (property.Value.ValueKind == JsonValueKind.Object || !known.Contains(Normal(property.Name))))
            {
                RequireObject(path, property.Value, $"`{property.Name}`");
                CheckSettings(path, property.Value, sub, CommandTree.All(sub), isTop: false);
            }
            else
            {
                RequireKnown(path, property.Name, known, [.. ofTop, .. command.Subcommands.Select(sub => sub.Name)]);
            }
        }
    }

    private static void RequireObject(string path, JsonElement element, string what)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new CommandException(UserError.ConfigUnreadable(path, $"{what} is no object of names and values"));
        }
    }

    private static void RequireKnown(string path, string name, HashSet<string> known, string[] sections)
    {
        if (!known.Contains(Normal(name)))
        {
            var nearest = Typos.Nearest(Normal(name), known.Concat(sections));
            throw new CommandException(UserError.ConfigUnreadable(path, $"there is no setting `{name}`" + (nearest is null ? "" : $"; did you mean `{nearest}`?")));
        }
    }

    private JsonElement? SectionOf(IReadOnlyList<string> words)
    {
        var section = element;
        foreach (var word in words)
        {
            if (!section.TryGetProperty(word, out section) || section.ValueKind != JsonValueKind.Object)
            {
                return null;
            }
        }

        return section;
    }

    private static List<string>? ValuesIn(JsonElement section, Option option)
    {
        foreach (var property in section.EnumerateObject())
        {
            if (Normal(property.Name) == KeyOf(option) && property.Value.ValueKind != JsonValueKind.Object)
            {
                return property.Value.ValueKind == JsonValueKind.Array ? [.. property.Value.EnumerateArray().Select(Text)] : [Text(property.Value)];
            }
        }

        return null;
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.ToString(),
    };

    /// <summary>How an option is called in the file: <c>max_upload</c>.</summary>
    public static string KeyOf(Option option) => Normal(option.Name.TrimStart('-'));

    private static string Normal(string name) => name.Replace('-', '_');
}
