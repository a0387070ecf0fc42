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
}
