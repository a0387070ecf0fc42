using System.CommandLine;
using System.CommandLine.Invocation;

namespace P2PShare.Cli.Settings;

/// <summary>Prints name and version.</summary>
internal sealed class ShowVersion : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine($"p2pshare {Product.Version}");
        return (int)ExitCode.Done;
    }
}
