using P2PShare.Cli.Settings;

namespace P2PShare.Cli.Views;

/// <summary>Settings as lines for people: a heading for each command, then name, value and where the value comes from.</summary>
internal static class SettingsText
{
    private const int WidestValue = 32;

    /// <summary>All of it.</summary>
    public static IEnumerable<string> Lines(string path, ConfigFile? config, IReadOnlyList<Setting> settings)
    {
        yield return config is null ? $"config file {path} (not there)" : $"config file {path}";
        if (config?.Profile is { } profile)
        {
            yield return $"profile {profile}";
        }

        var nameWidth = settings.Select(setting => setting.Name.Length).DefaultIfEmpty().Max();
        var valueWidth = Math.Min(WidestValue, settings.Select(setting => ValueOf(setting).Length).DefaultIfEmpty().Max());
        foreach (var group in settings.GroupBy(setting => setting.Command, StringComparer.Ordinal))
        {
            yield return "";
            yield return group.Key.Length == 0 ? "every command" : group.Key;
            foreach (var setting in group)
            {
                yield return $"  {setting.Name.PadRight(nameWidth)}  {ValueOf(setting).PadRight(valueWidth)}  {setting.Origin}";
            }
        }
    }

    private static string ValueOf(Setting setting) => setting.Value switch
    {
        true => "yes",
        false => "no",
        string[] { Length: > 0 } several => string.Join(' ', several),
        string { Length: 0 } => "''",
        string text => text,
        _ => setting.DefaultText is { } text ? $"({text})" : "-",
    };
}
