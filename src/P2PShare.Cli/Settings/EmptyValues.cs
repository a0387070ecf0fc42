namespace P2PShare.Cli.Settings;

/// <summary>Keeps <c>--option=</c> from taking the argument behind it as its value, as the parser would have it.</summary>
internal static class EmptyValues
{
    /// <summary>The arguments with <c>--option=</c> written as the option and an empty value.</summary>
    public static IReadOnlyList<string> Separate(IReadOnlyList<string> arguments)
    {
        var options = arguments.TakeWhile(argument => argument != "--").ToArray();
        return [.. options.SelectMany(Separate), .. arguments.Skip(options.Length)];
    }

    private static IEnumerable<string> Separate(string argument) =>
        argument.StartsWith("--", StringComparison.Ordinal) && argument.IndexOf('=', StringComparison.Ordinal) == argument.Length - 1
            ? [argument[..^1], ""]
            : [argument];
}
