using QRCoder;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Commands;

public sealed class MagnetTests : IDisposable
{
    private readonly TestApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Prints_the_link_alone()
    {
        _app.Folder.Write("a.torrent", Some.Torrent("Our trip.txt"));

        var run = await _app.RunAsync("magnet", "a.torrent");

        run.Code.ShouldBe(ExitCode.Done);
        run.Output.ShouldBe($"magnet:?xt=urn:btih:{Some.Metainfo("Our trip.txt").InfoHashes.V1}&dn=Our%20trip.txt&xl=5\n");
        run.Error.ShouldBe("");
    }

    [Fact]
    public async Task Prints_a_link_a_line_for_several()
    {
        _app.Folder.Write("a.torrent", Some.Torrent("a"));
        _app.Folder.Write("b.torrent", Some.Torrent("b"));

        (await _app.RunAsync("magnet", "a.torrent", "b.torrent")).Output.Split('\n').Length.ShouldBe(3);
    }

    [Theory]
    [InlineData(false, "never")]
    [InlineData(true, "always")]
    public async Task Draws_the_link_as_a_code_with_a_quiet_zone(bool colour, string color)
    {
        _app.Folder.Write("a.torrent", Some.Torrent("Our trip.txt"));

        var lines = (await _app.RunAsync("magnet", "a.torrent", "--qr", "--color", color)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        using var code = QRCodeGenerator.GenerateQrCode(lines[0], QRCodeGenerator.ECCLevel.L);
        lines[1..].ShouldAllBe(line => line.StartsWith("\e[30;107m", StringComparison.Ordinal) == colour && line.EndsWith("\e[0m", StringComparison.Ordinal) == colour);
        var halves = lines[1..].Select(line => line.Replace("\e[30;107m", "", StringComparison.Ordinal).Replace("\e[0m", "", StringComparison.Ordinal))
            .SelectMany(line => (IEnumerable<bool[]>)[[.. line.Select(cell => cell is '█' or '▀')], [.. line.Select(cell => cell is '█' or '▄')]])
            .Select(row => string.Concat(row.Select(ink => ink == colour ? '#' : '.')))
            .ToArray();
        halves[..code.ModuleMatrix.Count].ShouldBe(code.ModuleMatrix.Select(row => string.Concat(row.Cast<bool>().Select(dark => dark ? '#' : '.'))));
        foreach (var quiet in (string[])[.. halves[..4], .. halves[^4..], .. halves.Select(row => row[..4] + row[^4..])])
        {
            quiet.ShouldNotContain("#");
        }
    }

    [Fact]
    public async Task A_link_that_no_code_can_hold_is_an_error_with_a_way_out()
    {
        var tier = $"l{string.Concat("abcd".Select(host => Some.Text($"http://{host}/{new string('x', 900)}")))}e";
        _app.Folder.Write("a.torrent", Some.Torrent("a", outside: $"13:announce-listl{tier}e"));

        var run = await _app.RunAsync("magnet", "a.torrent", "--qr");

        run.Code.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain("it is too long for a QR code");
    }

    [Fact]
    public async Task A_code_that_is_wider_than_the_terminal_is_told_of_and_not_drawn()
    {
        _app.Terminal = new TerminalFacts(ErrorIsTerminal: false, () => (40, 25)) { OutputIsTerminal = true };
        _app.Folder.Write("a.torrent", Some.Torrent("a"));

        var run = await _app.RunAsync("magnet", "a.torrent", "--qr");

        run.Code.ShouldBe(ExitCode.Done);
        run.Error.ShouldContain("columns wide and the terminal 40");
        run.Output.ShouldStartWith("magnet:");
        run.Output.ShouldNotContain("█");
    }

    [Fact]
    public async Task Has_a_JSON_form() =>
        (await _app.RunAsync("magnet", "c12fe1c06bba254a9dc9f519b335aa7c1367a88a", "--json")).Output.ShouldBeApprovedAs("magnet-json");
}
