using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests;

/// <summary>References point down. Read from the project files and the sources, so that it holds for what nobody compiled too.</summary>
public sealed class ArchitectureTests
{
    private static readonly string Sources = Path.Combine(FindRoot(), "src");

    [Theory]
    [InlineData("Protocol", "")]
    [InlineData("Net", "")]
    [InlineData("Dht", "Net Protocol")]
    [InlineData("Tracker", "Net Protocol")]
    [InlineData("Engine", "Dht Net Protocol")]
    [InlineData("Cli", "Dht Engine Net Protocol Tracker")]
    public void A_project_references_only_the_layers_below_it(string project, string allowed)
    {
        var references = References(project, "ProjectReference").Select(static path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

        references.ShouldBeSubsetOf(allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static name => $"P2PShare.{name}"));
    }

    [Fact]
    public void Every_project_has_its_place_among_the_layers()
    {
        string[] known = ["P2PShare.Cli", "P2PShare.Dht", "P2PShare.Engine", "P2PShare.Net", "P2PShare.Protocol", "P2PShare.Tracker"];

        Directory.EnumerateFiles(Sources, "*.csproj", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).ShouldBeSubsetOf(known);
    }

    [Theory]
    [InlineData("Protocol")]
    [InlineData("Net")]
    public void The_lowest_layers_need_no_package(string project)
    {
        References(project, "PackageReference").ShouldBeEmpty();
        References(project, "FrameworkReference").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Serilog")]
    [InlineData("Spectre.Console")]
    [InlineData("System.CommandLine")]
    public void Only_the_command_line_knows_how_the_person_is_spoken_to(string package)
    {
        foreach (var project in Projects().Where(static project => project != "Cli"))
        {
            References(project, "PackageReference").ShouldNotContain(name => name.StartsWith(package, StringComparison.Ordinal), project);
            FilesThatName(project, package).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Only_the_network_layer_names_sockets() =>
        Projects().Where(static project => project != "Net").SelectMany(static project => FilesThatName(project, "System.Net.Sockets")).ShouldBeEmpty();

    [Theory]
    [InlineData("System.IO.File")]
    [InlineData("File.Open")]
    [InlineData("ILogger")]
    [InlineData("TimeProvider")]
    [InlineData("DateTimeOffset.UtcNow")]
    [InlineData("async ")]
    [InlineData("Thread")]
    public void What_the_bytes_mean_depends_on_no_file_clock_log_or_task(string name) =>
        FilesThatName("Protocol", name).ShouldBeEmpty();

    private static IEnumerable<string> Projects() =>
        Directory.EnumerateDirectories(Sources, "P2PShare.*").Select(static folder => Path.GetFileName(folder)["P2PShare.".Length..]);

    /// <summary>What the project file names in items of this kind; none where there is no such project yet.</summary>
    private static string[] References(string project, string kind)
    {
        var file = Path.Combine(Sources, $"P2PShare.{project}", $"P2PShare.{project}.csproj");
        return File.Exists(file)
            ? [.. XDocument.Load(file).Descendants(kind).Select(static item => (string)item.Attribute("Include")!)]
            : [];
    }

    private static IEnumerable<string> FilesThatName(string project, string name) =>
        Directory.EnumerateFiles(Path.Combine(Sources, $"P2PShare.{project}"), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Split(Path.DirectorySeparatorChar).Any(static part => part is "obj" or "bin"))
            .Where(file => File.ReadLines(file).Any(line => IsCode(line) && line.Contains(name, StringComparison.Ordinal)))
            .Select(static file => Path.GetRelativePath(Sources, file));

    private static bool IsCode(string line) => !line.TrimStart().StartsWith("//", StringComparison.Ordinal);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "P2PShare.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("P2PShare.sln lies in no folder above the tests");
    }
}
