using System.Text;
using System.Text.Json;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using Shouldly;

namespace P2PShare.Protocol.Tests.Metainfo;

public sealed class PathVectorTests
{
    private const string EmptyIsDropped = "a component of nothing is left out, and no underscore stands for it";
    private const string EverywhereSafe = "what Windows cuts off or reserves is replaced on every system";
    private const string FileKeepsFolder = "a file without a name keeps its folder and is called _";
    private const string Replacement = "what is no UTF-8 becomes U+FFFD for each part of a character, and no underscore";

    /// <summary>Rows of libtorrent whose path comes out otherwise here, why, and how.</summary>
    private static readonly Dictionary<string, (string Why, string Path)> Differences = new()
    {
        ["0781"] = (EverywhereSafe, "a/abc___/c"),
        ["0782"] = (EverywhereSafe, "abc___"),
        ["0783"] = (EverywhereSafe, "abc_"),
        ["0784"] = (EverywhereSafe, "a_____"),
        ["0785"] = (EverywhereSafe, "a/abc___/c"),
        ["0786"] = (EverywhereSafe, "abc___"),
        ["0787"] = (EverywhereSafe, "abc_"),
        ["0792"] = (FileKeepsFolder, "a/_"),
        ["0794"] = (EverywhereSafe, "dev_"),
        ["0795"] = (EverywhereSafe, "c_/b"),
        ["0796"] = (EverywhereSafe, "c_/c"),
        ["0802"] = (EverywhereSafe, "abc/___"),
        ["0803"] = (EmptyIsDropped, "abc"),
        ["0804"] = (EverywhereSafe, "__filename=4"),
        ["0807"] = (Replacement, "filename\uFFFD"),
        ["0809"] = (Replacement, "filename\uFFFD"),
        ["0810"] = (Replacement, "filename\uFFFD"),
        ["0812"] = (Replacement, "filename\uFFFD"),
        ["0813"] = (Replacement, "filename\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDfoobar"),
        ["0814"] = (Replacement, "filename\uFFFD\uFFFD"),
        ["0815"] = (Replacement, "filename\uFFFD\uFFFD\uFFFD"),
        ["0816"] = (Replacement, "filename\uFFFD\uFFFD\uFFFD\uFFFD"),
        ["0817"] = ("a file has a name", "_"),
    };

    [VectorFact]
    public void Every_row_of_libtorrent_gives_its_path()
    {
        foreach (var row in Vectors.Of("path").Where(row => row.Expected.EndsWith("(POSIX)", StringComparison.Ordinal)))
        {
            using var document = JsonDocument.Parse(row.File);
            var elements = document.RootElement.GetProperty("elements_hex").EnumerateArray().Select(hex => Convert.FromHexString(hex.GetString()!)).ToArray();
            var expected = Encoding.UTF8.GetString(Convert.FromHexString(document.RootElement.GetProperty("linux_result_hex").GetString()!));
            var path = Safe(elements);

            if (Differences.TryGetValue(row.Id, out var difference))
            {
                path.ShouldNotBe(expected, row.ToString());
                expected = difference.Path;
            }

            path.ShouldBe(expected, row.ToString());
        }
    }

    [VectorFact]
    public void Rows_of_Transmission_are_kept_only_when_they_are_fine_on_Windows_too()
    {
        foreach (var row in Vectors.Of("path").Where(row => row.Expected.StartsWith("is_subpath_sanitized", StringComparison.Ordinal)))
        {
            using var document = JsonDocument.Parse(row.File);
            var path = document.RootElement.GetProperty("subpath").GetString()!;
            var isFine = document.RootElement.GetProperty("windows_ok").GetBoolean();

            // Windows takes a name with a space before it; only its shell makes such a file hard to reach.
            var isKept = isFine || path == " foo";

            (Safe(path) == path).ShouldBe(isKept, row.ToString());
        }
    }

    [VectorFact]
    public void Rows_of_MonoTorrent_lose_what_leads_out()
    {
        foreach (var row in Vectors.Of("path").Where(row => row.Expected == "PathValidator throws"))
        {
            var path = Safe(row.File);

            path.ShouldNotStartWith("/");
            path.ShouldNotContain("\\");
            path.ShouldNotContain(":");
            path.Split('/').ShouldNotContain("..");
            path.Split('/').ShouldNotContain("");
        }
    }

    [VectorFact]
    public void Rows_of_broken_UTF8_hide_no_separator_and_no_dot()
    {
        foreach (var row in Vectors.Of("path").Where(row => row.Expected.StartsWith("invalid UTF-8", StringComparison.Ordinal)))
        {
            var path = Safe([.. "a"u8, .. row.File, .. "b"u8]);

            path.ShouldContain("\uFFFD", customMessage: row.ToString());
            path.Contains('.', StringComparison.Ordinal).ShouldBeFalse(row.ToString());
            path.Count(character => character == '/').ShouldBe(row.File.Count(unit => unit == '/'), row.ToString());
        }
    }

    private static string Safe(string path) => Safe(Encoding.UTF8.GetBytes(path));

    private static string Safe(params byte[][] components)
    {
        var path = components.Aggregate((RawPath?)null, (folder, component) => new RawPath(folder, component))!;
        return new SafePaths(1 << 20).Add(path).Text;
    }
}
