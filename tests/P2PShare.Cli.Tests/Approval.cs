using System.Runtime.CompilerServices;
using Shouldly;

namespace P2PShare.Cli.Tests;

/// <summary>Compares a text with the approved one that lies beside the tests. With <c>P2PSHARE_APPROVE=1</c> the new text is approved.</summary>
internal static class Approval
{
    /// <summary>Whether what is printed now is to be approved.</summary>
    public static bool Approves => Environment.GetEnvironmentVariable("P2PSHARE_APPROVE") == "1";

    /// <summary>Where the approved texts lie.</summary>
    public static string Folder([CallerFilePath] string caller = "") => Above(caller, "Approved");

    /// <summary>The nearest folder of a name that lies beside a file or above it.</summary>
    public static string Above(string caller, string name)
    {
        var folder = Path.GetDirectoryName(caller)!;
        while (!Directory.Exists(Path.Combine(folder, name)))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return Path.Combine(folder, name);
    }

    public static void ShouldBeApprovedAs(this string text, string name, [CallerFilePath] string caller = "")
    {
        var path = Path.Combine(Folder(caller), name + ".txt");
        if (Approves)
        {
            File.WriteAllText(path, text);
        }

        text.ShouldBe(File.Exists(path) ? File.ReadAllText(path) : "", $"not as approved in {path}; P2PSHARE_APPROVE=1 approves it");
    }
}
