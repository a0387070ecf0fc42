using System.Text.RegularExpressions;

namespace P2PShare.Cli.Inputs;

/// <summary>Says what somebody probably meant by an argument that is no file, no link, no hash and no URL.</summary>
internal static partial class OddArgument
{
    private const string FileScheme = "file://";

    /// <summary>The error for it.</summary>
    public static UserError Explain(CommandContext context, string argument)
    {
        if (argument.StartsWith(FileScheme, StringComparison.OrdinalIgnoreCase))
        {
            return UserError.TorrentUnreadable(argument, "it is the URL of a file", $"Pass the path: `{PathIn(argument)}`.");
        }

        if (argument.StartsWith("magnet%3A", StringComparison.OrdinalIgnoreCase) || argument.StartsWith("magnet:%3F", StringComparison.OrdinalIgnoreCase))
        {
            return UserError.MagnetUnreadable(argument, "it is percent-encoded", $"Pass the link itself, in quotes: '{Uri.UnescapeDataString(argument)}'");
        }

        return LinkParameter().IsMatch(argument)
            ? UserError.MagnetUnreadable(argument, "it is a piece of a magnet link", "Pass the whole link, in quotes: the shell parts it at an `&`.")
            : UserError.TorrentMissing(argument, NearName.Hint(context, argument));
    }

    private static string PathIn(string url) => Uri.TryCreate(url, UriKind.Absolute, out var uri) ? uri.LocalPath : url[FileScheme.Length..];

    [GeneratedRegex(@"^&?(xt|dn|tr|xl|ws|xs|as|kt|so|x\.pe)(\.\d+)?=", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LinkParameter();
}
