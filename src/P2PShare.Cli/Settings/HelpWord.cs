namespace P2PShare.Cli.Settings;

/// <summary>Lets people ask for help with a word, as many programs do.</summary>
internal static class HelpWord
{
    /// <summary>The arguments with <c>help COMMAND</c> written as <c>COMMAND --help</c>.</summary>
    public static IReadOnlyList<string> Replace(IReadOnlyList<string> arguments) =>
        arguments is ["help", ..] ? [.. arguments.Skip(1), "--help"] : arguments;
}
