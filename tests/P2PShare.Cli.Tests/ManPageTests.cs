using System.Formats.Tar;
using System.Runtime.CompilerServices;
using P2PShare.Cli.Manual;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests;

/// <summary>The manual pages that lie in the repository, and those that the program makes.</summary>
public sealed class ManPageTests : IDisposable
{
    private readonly TestApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public void The_pages_in_the_repository_are_those_of_the_commands_as_they_are()
    {
        var folder = PagesFolder();
        var pages = ManPages.Of(Root.Whole(_app.Context()));
        if (Approval.Approves)
        {
            Directory.Delete(folder, recursive: true);
            Directory.CreateDirectory(folder);
            foreach (var (name, text) in pages)
            {
                File.WriteAllText(Path.Combine(folder, name), text);
            }
        }

        Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(pages.Select(page => page.FileName).Order(StringComparer.Ordinal));
        foreach (var (name, text) in pages)
        {
            File.ReadAllText(Path.Combine(folder, name)).ShouldBe(text, $"{name} is stale; P2PSHARE_APPROVE=1 writes it anew");
        }
    }

    [Fact]
    public void The_pages_use_known_macros_alone_and_no_character_that_a_terminal_may_lack()
    {
        foreach (var (name, text) in ManPages.Of(Root.Whole(_app.Context())))
        {
            text.Split('\n').Where(line => line.StartsWith('.')).Select(line => line.Split(' ')[0]).ShouldBeSubsetOf([".TH", ".SH", ".PP", ".TP", ".nf", ".fi"], name);
            text.ShouldAllBe(character => character == '\n' || (character >= ' ' && character < '\x7f'), name);
        }
    }

    [Fact]
    public async Task The_program_prints_them_as_an_archive()
    {
        var run = await _app.RunAsync("completions", "man");

        run.Code.ShouldBe(ExitCode.Done);
        using var archive = new TarReader(new MemoryStream(run.Bytes));
        var names = new List<string>();
        while (archive.GetNextEntry() is { } entry)
        {
            names.Add(entry.Name);
        }

        names.ShouldBe(ManPages.Of(Root.Whole(_app.Context())).Select(page => page.FileName));
        names.ShouldContain("p2pshare-dht-get.1");
    }

    [Fact]
    public async Task A_terminal_is_given_no_archive()
    {
        _app.Terminal = TerminalFacts.None with { OutputIsTerminal = true };

        var run = await _app.RunAsync("completions", "man");

        (run.Code, run.Bytes.Length).ShouldBe((ExitCode.Usage, 0));
        run.Error.ShouldContain("tar -x");
    }

    private static string PagesFolder([CallerFilePath] string caller = "") => Path.Combine(Approval.Above(caller, "src"), "P2PShare.Cli", "Man");
}
