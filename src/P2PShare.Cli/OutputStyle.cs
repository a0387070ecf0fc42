using P2PShare.Cli.Wording;

namespace P2PShare.Cli;

/// <summary>How to print, decided once from options, environment and terminal.</summary>
/// <param name="Json">Standard output carries JSON only.</param>
/// <param name="Quiet">No talk but errors.</param>
/// <param name="Verbosity">0, 1 (<c>-v</c>) or more.</param>
/// <param name="Colour">Standard error may be coloured.</param>
/// <param name="Live">Standard error may be drawn over: a terminal, and nobody asked for plain lines.</param>
internal sealed record OutputStyle(bool Json, bool Quiet, int Verbosity, bool Colour, bool Live)
{
    /// <summary>Standard output may be coloured.</summary>
    public bool DataColour { get; init; }

    /// <summary>The signs to draw with on standard error.</summary>
    public Glyphs Glyphs { get; init; } = Glyphs.Unicode;

    /// <summary>The style for a world and the options given in it.</summary>
    public static OutputStyle Choose(CommandContext context, bool json, bool quiet, int verbosity, string color)
    {
        var dumb = context.Variable("TERM") == "dumb" || context.Variable("NO_COLOR") is not null;
        bool IsColoured(bool isTerminal) => color switch
        {
            "always" => true,
            "never" => false,
            _ => isTerminal && !dumb,
        };

        // Log lines on standard error and a block that is drawn over would disturb each other.
        var live = context.Terminal.ErrorIsTerminal && !dumb && color != "never" && !quiet && !json && verbosity == 0;
        return new OutputStyle(json, quiet, verbosity, IsColoured(context.Terminal.ErrorIsTerminal), live)
        {
            DataColour = IsColoured(context.Terminal.OutputIsTerminal),
            Glyphs = context.Terminal.ErrorIsTerminal && !ShowsUnicode(context) ? Glyphs.Ascii : Glyphs.Unicode,
        };
    }

    /// <summary>As the locale says, where there are locales: the first of these variables counts, and without any it is that of C.</summary>
    private static bool ShowsUnicode(CommandContext context) =>
        OperatingSystem.IsWindows()
        || (context.Variable("LC_ALL") ?? context.Variable("LC_CTYPE") ?? context.Variable("LANG") ?? "").Replace("-", "", StringComparison.Ordinal).EndsWith("UTF8", StringComparison.OrdinalIgnoreCase);
}
