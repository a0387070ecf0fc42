using System.Runtime.CompilerServices;
using Shouldly;

namespace P2PShare.Cli.Tests;

/// <summary>Compares a text with the approved one that lies beside the tests. With <c>P2PSHARE_APPROVE=1</c> the new text is approved.</summary>
internal static class Approval
{
    public static void ShouldBeApprovedAs(this string text, string name, [CallerFilePath] string caller = "")
    {
        var folder = Path.GetDirectoryName(caller)!;
        while (!Directory.Exists(Path.Combine(folder, "Approved")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        var path = Path.Combine(folder, "Approved", name + ".txt");
        if (Environment.GetEnvironmentVariable("P2PSHARE_APPROVE") == "1")
        {
            File.WriteAllText(path, text);
        }

        text.ShouldBe(File.Exists(path) ? File.ReadAllText(path) : "", $"not as approved in {path}; P2PSHARE_APPROVE=1 approves it");
    }
}
