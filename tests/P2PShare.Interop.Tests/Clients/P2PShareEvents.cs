using System.Text.Json;
using P2PShare.Interop.Tests.Infrastructure;

namespace P2PShare.Interop.Tests.Clients;

/// <summary>Reads the events that our program prints with <c>--json</c>, one object a line.</summary>
internal static class P2PShareEvents
{
    /// <summary>The first event of this kind, from the beginning.</summary>
    public static Task<JsonElement> WaitForEventAsync(this ProgramProcess process, string kind, CancellationToken cancellationToken) =>
        process.WaitForEventAsync(kind, static _ => true, cancellationToken);

    /// <summary>The first event of this kind that matches, from the beginning.</summary>
    public static async Task<JsonElement> WaitForEventAsync(
        this ProgramProcess process, string kind, Func<JsonElement, bool> matches, CancellationToken cancellationToken) =>
        Parse(await process.WaitForLineAsync(line => IsKind(line, kind) && matches(Parse(line)), cancellationToken));

    /// <summary>All events of this kind so far.</summary>
    public static IReadOnlyList<JsonElement> Events(this ProgramProcess process, string kind) =>
        [.. process.Lines.Where(line => IsKind(line, kind)).Select(Parse)];

    private static bool IsKind(string line, string kind) =>
        line.StartsWith('{') && Parse(line).TryGetProperty("event", out var name) && name.GetString() == kind;

    private static JsonElement Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }
}
