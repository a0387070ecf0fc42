using System.Text.Json;
using Microsoft.Extensions.Logging;
using P2PShare.Cli.Logging;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Logging;

public sealed class LoggingTests : IDisposable
{
    private readonly TestApp _app = new();

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData(0, false, false)]
    [InlineData(1, true, false)]
    [InlineData(2, true, true)]
    public void Standard_error_gets_more_with_each_v(int verbosity, bool hasInformation, bool hasDebug)
    {
        Log(verbosity, path: null, asJson: false);

        _app.Error.ToString().Contains("information peer Bob joined", StringComparison.Ordinal).ShouldBe(hasInformation);
        _app.Error.ToString().Contains("a detail", StringComparison.Ordinal).ShouldBe(hasDebug);
    }

    [Fact]
    public void A_peer_cannot_write_control_characters_or_lines_of_its_own()
    {
        using (var factory = CommandLogging.Open(_app.Context(), 1, null, asJson: false))
        {
            factory.CreateLogger("x").LogInformation("client {Name}", "\e[2J\nforged");
        }

        _app.Error.ToString().ShouldEndWith("client \\x1b[2J\\x0aforged\n");
    }

    [Fact]
    public void A_log_file_is_written_as_text_or_as_JSON()
    {
        Log(0, "logs/run.log", asJson: false);
        Log(0, "logs/run.json", asJson: true);

        File.ReadAllText(_app.Folder["logs/run.log"]).ShouldContain("information peer Bob joined");
        var line = JsonDocument.Parse(File.ReadLines(_app.Folder["logs/run.json"]).First()).RootElement;
        line.GetProperty("level").GetString().ShouldBe("information");
        line.GetProperty("message").GetString().ShouldBe("peer Bob joined");
        line.GetProperty("peer_name").GetString().ShouldBe("Bob");
        line.GetProperty("source_context").GetString().ShouldBe("P2PShare.Engine");
        line.GetProperty("time").GetDateTime().Kind.ShouldBe(DateTimeKind.Utc);
    }

    [Fact]
    public async Task A_log_file_that_cannot_be_written_is_an_error()
    {
        _app.Folder.Write("a.torrent", Some.Torrent());
        _app.Folder.Write("occupied", "");

        var run = await _app.RunAsync("get", "a.torrent", "--log-file", "occupied/run.log", "--json");

        run.Code.ShouldBe(ExitCode.Storage);
        run.ErrorKind.ShouldBe("output-unwritable");
    }

    [Fact]
    public void A_log_file_is_rolled_over_at_10_MiB_and_ten_files_are_kept()
    {
        using (var factory = CommandLogging.Open(_app.Context(), 0, "logs/run.log", asJson: false))
        {
            var logger = factory.CreateLogger("x");
            var line = new string('x', 5 * 1024 * 1024);
            for (var count = 0; count < 24; count++)
            {
                logger.LogInformation("{Line}", line);
            }
        }

        var files = new DirectoryInfo(_app.Folder["logs"]).GetFiles();
        files.Length.ShouldBe(10);
        files.ShouldAllBe(file => file.Length <= 16 * 1024 * 1024);
    }

    private void Log(int verbosity, string? path, bool asJson)
    {
        using var factory = CommandLogging.Open(_app.Context(), verbosity, path, asJson);
        var logger = factory.CreateLogger("P2PShare.Engine");
        logger.LogInformation("peer {PeerName} joined", "Bob");
        logger.LogDebug("a detail");
    }
}
