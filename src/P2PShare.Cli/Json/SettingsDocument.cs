using P2PShare.Cli.Settings;

namespace P2PShare.Cli.Json;

/// <summary>What <c>config show</c> prints.</summary>
internal sealed record SettingsDocument(string File, bool FileExists, string? Profile, IReadOnlyList<SettingDocument> Settings);

/// <summary>One setting of one command; the command is empty for what every command has.</summary>
internal sealed record SettingDocument(
    string Command, string Name, object? Value, SettingSource Source, string? From, string? Section, string Option, string Variable);
