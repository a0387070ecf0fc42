using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace P2PShare.Cli.Settings;

/// <summary>The help of a command, and below it the examples that the command has.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is IHasExamples { Examples: var examples } command)
        {
            var output = parseResult.InvocationConfiguration.Output;
            if (command.Remark is { } remark)
            {
                output.WriteLine(remark);
                output.WriteLine();
            }

            output.WriteLine("Examples:");
            foreach (var example in examples)
            {
                output.WriteLine("  " + example);
            }

            output.WriteLine();
        }

        return exitCode;
    }
}

/// <summary>A command that shows how it is used.</summary>
internal interface IHasExamples
{
    IReadOnlyList<string> Examples { get; }

    /// <summary>What is to be known beside the options; null where that is all.</summary>
    string? Remark => null;
}
