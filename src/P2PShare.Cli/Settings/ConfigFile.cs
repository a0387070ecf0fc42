using System.CommandLine;
using System.Text.Json;
using P2PShare.Cli.Wording;

namespace P2PShare.Cli.Settings;

/// <summary>
/// A JSON file of defaults, comments allowed: <c>{ "max_upload": "2MiB", "get": { "output": "/srv/got" }, "profiles": { "home": { … } } }</c>.
/// Names are those of the options; what stands under a command's name holds for that command alone and wins. A profile is such a file within the
/// file, which wins over the rest where it is chosen.
/// </summary>
internal sealed class ConfigFile
{
    private const string ProfileVariable = "P2PSHARE_PROFILE";

    private readonly (ConfigSection Section, string? Name)[] _layers;

    private ConfigFile(string path, string? profile, (ConfigSection Section, string? Name)[] layers)
    {
        Path = path;
        Profile = profile;
        _layers = layers;
    }

    /// <summary>Which file it is, absolute.</summary>
    public string Path { get; }

    /// <summary>The profile that is chosen; null for none.</summary>
    public string? Profile { get; }

    /// <summary>The file that the user named, or the usual one where it exists; null where there is none.</summary>
    /// <param name="context">The world.</param>
    /// <param name="named">The file that was typed; null where none was.</param>
    /// <param name="profile">The profile that was typed; null where none was.</param>
    /// <exception cref="CommandException">It cannot be read, or says something that no command knows, or lacks the profile.</exception>
    public static ConfigFile? Load(CommandContext context, string? named, string? profile)
    {
        var path = PathOf(context, named);
        var isAsked = named is not null || context.Variable("P2PSHARE_CONFIG") is not null;
        var chosen = profile ?? context.Variable(ProfileVariable);
        if (!isAsked && !File.Exists(path))
        {
            return chosen is null ? null : throw new CommandException(UserError.ProfileMissing(path, chosen, "there is no such file"));
        }

        try
        {
            using var document = JsonDocument.Parse(
                File.ReadAllBytes(path),
                new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return Read(path, document.RootElement.Clone(), chosen, Root.Whole(context));
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

    /// <summary>The file that is read, whether it exists or not. Absolute.</summary>
    public static string PathOf(CommandContext context, string? named) =>
        context.FullPath(named ?? context.Variable("P2PSHARE_CONFIG") ?? UserDirectories.Config(context));

    /// <summary>The values that the file gives an option of a command; null for none.</summary>
    public SettingValues? Find(Command command, Option option)
    {
        var words = CommandTree.PathOf(command);
        foreach (var (section, name) in _layers)
        {
            if (section.Find(words, option) is var (values, below))
            {
                var where = string.Join('.', name is null ? below : below.Prepend(name));
                return new SettingValues(values, new SettingOrigin(SettingSource.File, Path, where.Length == 0 ? null : where));
            }
        }

        return null;
    }

    private static ConfigFile Read(string path, JsonElement element, string? chosen, Command root)
    {
        var whole = new ConfigSection(element);
        whole.Check(path, root, isTop: true);
        var profile = chosen ?? whole.ProfileName;
        if (profile is null)
        {
            return new ConfigFile(path, null, [(whole, null)]);
        }

        return whole.ProfileOf(profile) is { } own
            ? new ConfigFile(path, profile, [(own, $"{ConfigSection.ProfilesKey}.{profile}"), (whole, null)])
            : throw new CommandException(UserError.ProfileMissing(path, profile, Known(whole, profile)));
    }

    private static string Known(ConfigSection whole, string profile)
    {
        var names = whole.ProfileNames;
        return Typos.Nearest(profile, names) is { } nearest ? $"did you mean `{nearest}`?"
            : names.Count == 0 ? "it has none"
            : $"it has {string.Join(", ", names.Select(name => $"`{name}`"))}";
    }
}
