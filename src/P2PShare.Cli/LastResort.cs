using P2PShare.Cli.Wording;

namespace P2PShare.Cli;

/// <summary>What fails on a thread where no command catches it ends the program as any bug does: with a sentence and its code.</summary>
internal static class LastResort
{
    /// <summary>From now on.</summary>
    /// <param name="arguments">The command line, which says whether details are wanted.</param>
    /// <param name="talk">Standard error.</param>
    public static void Prepare(IReadOnlyList<string> arguments, TextWriter talk) => AppDomain.CurrentDomain.UnhandledException += (_, failure) =>
    {
        var exception = (Exception)failure.ExceptionObject;
        // Told last of all, when whoever drew on the terminal has given it back.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Tell(exception, arguments, talk);
        Environment.Exit((int)ExitCode.Unexpected);
    };

    private static void Tell(Exception exception, IReadOnlyList<string> arguments, TextWriter talk)
    {
        var error = UserError.Bug(App.Describe(exception));
        talk.WriteLine(Printable.Line($"error: {error.Message}"));
        talk.WriteLine($"hint: {error.Hint}");
        if (arguments.Contains("-vv"))
        {
            talk.WriteLine(exception);
        }
    }
}
