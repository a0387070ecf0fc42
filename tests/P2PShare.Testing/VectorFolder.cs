namespace P2PShare.Testing;

/// <summary>Finds the vectors, which lie beside the repository and are not part of it.</summary>
public static class VectorFolder
{
    private const string Variable = "P2PSHARE_VECTORS";

    /// <summary>The folder that holds <c>index.tsv</c>: what the environment variable P2PSHARE_VECTORS says, else <c>shared/vectors</c> in some ancestor of the test's folder; null when there is none.</summary>
    public static string? Path { get; } = Find();

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            return HasIndex(given) ? given : null;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, "shared", "vectors");
            if (HasIndex(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    private static bool HasIndex(string folder) => File.Exists(System.IO.Path.Combine(folder, "index.tsv"));
}
