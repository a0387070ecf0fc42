using System.CommandLine;
using P2PShare.Cli.Settings;
using P2PShare.Cli.Wording;
using P2PShare.Engine.Creation;
using P2PShare.Engine.Storage;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli;

/// <summary>Runs one command line in a world, from arguments to exit code. Every error that ends a command is printed here and nowhere else.</summary>
internal static class App
{
    /// <summary>How every command line is read.</summary>
    public static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs it.</summary>
    /// <param name="arguments">The command line without the program's name.</param>
    /// <param name="context">The world.</param>
    /// <param name="stop">Asks for an orderly end, as the first signal does.</param>
    public static async Task<ExitCode> RunAsync(IReadOnlyList<string> arguments, CommandContext context, CancellationToken stop)
    {
        var globals = new GlobalOptions();
        arguments = HelpWord.Replace(EmptyValues.Separate(arguments));
        var root = Root.For(arguments, context, globals);
        var parsed = globals.Typed = root.Parse(arguments, Parsing);
        var layers = new SettingsLayers(context, globals);
        var output = globals.OpenOutput(root.Parse([.. layers.ForErrors(parsed), .. arguments], Parsing), context);
        try
        {
            UsageErrors.ThrowIfAny(arguments, parsed, layers, context);
            if (parsed.CommandResult.Command != root)
            {
                parsed = root.Parse(layers.Complete(arguments, parsed), Parsing);
                output = globals.OpenOutput(parsed, context);
                UsageErrors.ThrowIfAny(arguments, parsed, layers, context);
            }

            var code = (ExitCode)await parsed.InvokeAsync(Invocation(context), stop);
            output.Flush();
            return code;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return End(output, UserError.Interrupted($"`{parsed.CommandResult.Command.Name}`"));
        }
#pragma warning disable CA1031 // Whatever goes wrong is told to the user in a sentence.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var code = End(output, CommandHints.WithExample(ErrorOf(exception), parsed.CommandResult.Command));
            output.Trace(exception);
            return code;
        }
    }

    /// <summary>The user's view of a failure.</summary>
    public static UserError ErrorOf(Exception exception) => exception switch
    {
        CommandException command => command.Error,
        CreationException creation => UserError.CannotCreate(creation.Message, creation.IsStorage, creation.MayBeHidden ? "`--hidden` takes hidden files too." : null),
        StorageException storage => UserError.StorageFailed(storage.Message),
        NetException net => UserError.CannotBind(net.Message),
        MetainfoException metainfo => UserError.TorrentUnreadable("input", metainfo.Message),
        IOException or UnauthorizedAccessException => UserError.StorageFailed(Causes.Of(exception)),
        _ => UserError.Bug(Describe(exception)),
    };

    /// <summary>A failure that nobody foresaw, in a clause.</summary>
    public static string Describe(Exception exception) => $"{exception.GetType().Name}: {exception.Message}";

    private static ExitCode End(CommandOutput output, UserError error)
    {
        try
        {
            output.Fail(error);
            output.Flush();
        }
        catch (CommandException)
        {
            // Standard output takes nothing: standard error and the code have told it.
        }

        return error.Code;
    }

    private static InvocationConfiguration Invocation(CommandContext context) => new()
    {
        Output = context.Output,
        Error = context.Error,
        EnableDefaultExceptionHandler = false,
        // Signals are ours: the first asks for an orderly end, the second leaves at once.
        ProcessTerminationTimeout = null,
    };
}
