using System.Reflection;

namespace P2PShare.Cli;

/// <summary>What this program calls itself.</summary>
internal static class Product
{
    /// <summary>How it is called.</summary>
    public const string Name = "p2pshare";

    /// <summary>The version: <c>0.1.0</c>.</summary>
    public static string Version { get; } =
        typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    /// <summary>Name and version, as torrents and HTTP requests carry it: <c>p2pshare/0.1.0</c>.</summary>
    public static string Agent => $"{Name}/{Version}";
}
