using Xunit;

namespace P2PShare.Cli.Tests;

public sealed class HelpTests : IDisposable
{
    private readonly TestApp _app = new();

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("create")]
    [InlineData("get")]
    [InlineData("seed")]
    [InlineData("show")]
    [InlineData("verify")]
    [InlineData("magnet")]
    [InlineData("edit")]
    [InlineData("tracker")]
    [InlineData("batch")]
    [InlineData("watch")]
    [InlineData("dht")]
    public async Task Each_command_has_its_help(string command) =>
        (await _app.RunAsync(command, "--help")).Output.ShouldBeApprovedAs($"help-{command}");

    [Theory]
    [InlineData("node")]
    [InlineData("peers")]
    [InlineData("ping")]
    [InlineData("put")]
    [InlineData("get")]
    [InlineData("scrape")]
    public async Task Each_command_of_the_DHT_has_its_help(string command) =>
        (await _app.RunAsync("dht", command, "--help")).Output.ShouldBeApprovedAs($"help-dht-{command}");

    [Fact]
    public async Task The_program_has_its_help() => (await _app.RunAsync("-h")).Output.ShouldBeApprovedAs("help");

    [Fact]
    public async Task The_program_alone_shows_how_to_begin() => (await _app.RunAsync()).Output.ShouldBeApprovedAs("help-short");
}
