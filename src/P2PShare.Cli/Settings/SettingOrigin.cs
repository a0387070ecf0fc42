namespace P2PShare.Cli.Settings;

/// <summary>Where a setting's value comes from, in the order in which one wins over the next.</summary>
internal enum SettingSource
{
    CommandLine,
    Environment,
    File,
    Default,
}

/// <summary>Where a setting's value comes from, exactly.</summary>
/// <param name="Source">Which layer.</param>
/// <param name="Name">The variable or the file; null for the other layers.</param>
/// <param name="Section">Where in the file: <c>profiles.home.get</c>; null for its top.</param>
internal sealed record SettingOrigin(SettingSource Source, string? Name = null, string? Section = null)
{
    /// <summary>As a clause for errors: <c>the environment variable `P2PSHARE_PORT`</c>.</summary>
    public string Clause => Source == SettingSource.Environment
        ? $"the environment variable `{Name}`"
        : $"the config file `{Name}`" + (Section is null ? "" : $", `{Section}`");

    /// <summary>As a short text for tables: <c>environment P2PSHARE_PORT</c>.</summary>
    public override string ToString() => Source switch
    {
        SettingSource.CommandLine => "command line",
        SettingSource.Environment => $"environment {Name}",
        SettingSource.File => $"file {Name}" + (Section is null ? "" : $" [{Section}]"),
        _ => "default",
    };
}

/// <summary>Values that were not typed, and where they come from.</summary>
/// <param name="Values">As they would have been typed; of a flag, <c>true</c> or <c>false</c>.</param>
/// <param name="Origin">Where they come from.</param>
internal sealed record SettingValues(IReadOnlyList<string> Values, SettingOrigin Origin);
