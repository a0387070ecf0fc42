using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Processes;

/// <summary>What the shell sees of each way to end. Signals are in <see cref="SignalTests"/>.</summary>
public sealed class ExitCodeTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public ExitCodeTests()
    {
        _folder.Write("good.torrent", Some.Torrent("good.txt", "hello"));
        _folder.Write("good.txt", "hello");
        _folder.Write("wrong.torrent", Some.Torrent("wrong.txt", "hello"));
        _folder.Write("wrong.txt", "jello");
        _folder.Write("absent.torrent", Some.Torrent("absent.txt", "hello"));
        _folder.Write("page.torrent", "<!DOCTYPE html>");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData((int)ExitCode.Done, "verify", "good.torrent")]
    [InlineData((int)ExitCode.Done, "seed", "good.torrent", "--bind", "127.0.0.1", "--seed-time", "0s")]
    [InlineData((int)ExitCode.Done, "get", "good.torrent", "--bind", "127.0.0.1", "--no-seed")]
    [InlineData((int)ExitCode.Usage, "gte", "good.torrent")]
    [InlineData((int)ExitCode.Usage, "get", "good.torrent", "--seed-ratio", "much")]
    [InlineData((int)ExitCode.BadInput, "show", "none.torrent")]
    [InlineData((int)ExitCode.BadInput, "show", "page.torrent")]
    [InlineData((int)ExitCode.BadInput, "get", "good.torrent", "--rename", "good.txt=../good.txt")]
    [InlineData((int)ExitCode.BadInput, "get", "good.torrent", "--bind", "127.0.0.1", "-o", "wrong.txt")]
    [InlineData((int)ExitCode.Mismatch, "verify", "wrong.torrent")]
    [InlineData((int)ExitCode.Mismatch, "verify", "absent.torrent")]
    [InlineData((int)ExitCode.Mismatch, "seed", "wrong.torrent", "--bind", "127.0.0.1")]
    [InlineData((int)ExitCode.GaveUp, "get", "absent.torrent", "--bind", "127.0.0.1", "--timeout", "1s")]
    [InlineData((int)ExitCode.GaveUp, "get", "absent.torrent", "--bind", "127.0.0.1", "--stall-timeout", "1s")]
    [InlineData((int)ExitCode.GaveUp, "verify", "wrong.torrent", "--repair", "--bind", "127.0.0.1", "--timeout", "1s")]
    [InlineData((int)ExitCode.GaveUp, "get", "magnet:?xt=urn:btih:c12fe1c06bba254a9dc9f519b335aa7c1367a88a", "--bind", "127.0.0.1", "--timeout", "1s")]
    [InlineData((int)ExitCode.Storage, "get", "good.torrent", "--bind", "127.0.0.1", "--state-dir", "wrong.txt")]
    [InlineData((int)ExitCode.Storage, "create", "good.txt", "-o", "wrong.txt/good.torrent")]
    public async Task Each_end_has_its_code(int code, params string[] arguments)
    {
        using var program = RunningProgram.Start(_folder, arguments);

        ((int)await program.EndsAsync()).ShouldBe(code, program.Error + program.Output);
    }

    [Fact]
    public async Task What_nobody_foresaw_is_1_and_says_how_to_report_it()
    {
        using (var file = File.Create(_folder["long.torrent"]))
        {
            file.SetLength(100_000_000);
        }

        using var program = RunningProgram.StartShell(_folder, "export DOTNET_GCHeapHardLimit=0x6000000; p2pshare show long.torrent --json");

        (await program.EndsAsync()).ShouldBe(ExitCode.Unexpected, program.Error);
        program.Output.ShouldContain("\"code\":1,\"kind\":\"unexpected\"");
        program.Error.ShouldBe("error: unexpected failure: OutOfMemoryException: Exception of type 'System.OutOfMemoryException' was thrown.\n"
            + "hint: This is a bug in p2pshare. Please report it with the command line and what `-vv` prints.\n");
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(" -vv", true)]
    public async Task What_fails_where_no_command_catches_it_is_1_too_and_shows_its_trace_only_on_request(string more, bool isTraced)
    {
        using var program = RunningProgram.StartShell(
            _folder, $"export DOTNET_STARTUP_HOOKS=\"{typeof(StartupHook).Assembly.Location}\"; p2pshare seed good.torrent --bind 127.0.0.1 --json{more}");
        await program.PrintsAsync("\"seeding\"");

        _folder.Write("crash", "");

        (await program.EndsAsync()).ShouldBe(ExitCode.Unexpected, program.Error);
        program.Error.ShouldContain("error: unexpected failure: InvalidOperationException: crash\nhint: This is a bug");
        program.Error.Contains("   at StartupHook.", StringComparison.Ordinal).ShouldBe(isTraced);
    }

    [Theory]
    [InlineData("p2pshare show good.torrent")]
    [InlineData("p2pshare show good.torrent none.torrent --json")]
    [InlineData("p2pshare verify good.torrent --json")]
    [InlineData("p2pshare create good.txt -o - -q")]
    [InlineData("p2pshare get good.torrent --bind 127.0.0.1 --no-seed")]
    [InlineData("p2pshare get good.torrent --bind 127.0.0.1 --json")]
    [InlineData("p2pshare get --help")]
    [InlineData("p2pshare")]
    public async Task Standard_output_that_takes_nothing_more_is_6(string line)
    {
        using var program = RunningProgram.StartShell(_folder, line + " >/dev/full");

        (await program.EndsAsync()).ShouldBe(ExitCode.Storage, program.Error);
        program.Error.ShouldContain("no space left on the disk\n");
        program.Error.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData((int)ExitCode.Done, "get good.torrent --bind 127.0.0.1 --no-seed")]
    [InlineData((int)ExitCode.BadInput, "show none.torrent")]
    public async Task Standard_error_that_takes_nothing_changes_nothing(int code, string line)
    {
        using var program = RunningProgram.StartShell(_folder, $"p2pshare {line} 2>/dev/full");

        ((int)await program.EndsAsync()).ShouldBe(code);
    }

    [Theory]
    [InlineData((int)ExitCode.Done, "verify \"$OLDPWD/good.torrent\" \"$OLDPWD\"")]
    [InlineData((int)ExitCode.BadInput, "show good.torrent")]
    [InlineData((int)ExitCode.Storage, "create \"$OLDPWD/good.txt\"")]
    public async Task A_working_folder_that_is_gone_is_only_missed_by_what_needs_it(int code, string line)
    {
        using var program = RunningProgram.StartShell(_folder, $"mkdir gone; cd gone; rmdir ../gone; p2pshare {line}");

        ((int)await program.EndsAsync()).ShouldBe(code, program.Error);
        program.Error.ShouldNotContain("   at ");
    }
}
