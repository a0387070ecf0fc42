namespace P2PShare.Cli.Settings;

/// <summary>The user's folders by the XDG base directory specification; on Windows, by its own custom.</summary>
internal static class UserDirectories
{
    private const string ProgramName = "p2pshare";

    /// <summary>The folder that keeps state.</summary>
    public static string State(CommandContext context) =>
        Path.Combine(Find(context, "XDG_STATE_HOME", Environment.SpecialFolder.LocalApplicationData, ".local", "state"), ProgramName);

    /// <summary>The config file that is read when none is named.</summary>
    public static string Config(CommandContext context) =>
        Path.Combine(Find(context, "XDG_CONFIG_HOME", Environment.SpecialFolder.ApplicationData, ".config"), ProgramName, "config.json");

    private static string Find(CommandContext context, string variable, Environment.SpecialFolder onWindows, params string[] belowHome)
    {
        // The specification: a relative path there is to be ignored.
        if (context.Variable(variable) is { } given && Path.IsPathRooted(given))
        {
            return given;
        }

        if (OperatingSystem.IsWindows())
        {
            return Environment.GetFolderPath(onWindows);
        }

        return Path.Combine([context.Variable("HOME") ?? Path.GetTempPath(), .. belowHome]);
    }
}
