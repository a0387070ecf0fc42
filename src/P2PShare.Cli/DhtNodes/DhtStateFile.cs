using P2PShare.Cli.Inputs;
using P2PShare.Dht;
using P2PShare.Dht.State;

namespace P2PShare.Cli.DhtNodes;

/// <summary>Where <c>dht node</c> remembers its id and nodes, so that it comes back as the same one.</summary>
internal static class DhtStateFile
{
    private const string Name = "dht-node";

    /// <summary>What was remembered; null when there is nothing, or nothing that can be believed.</summary>
    public static async Task<DhtState?> LoadAsync(string stateDirectory, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(Path.Combine(stateDirectory, Name));
            return await BoundedReader.ReadAsync(file, NodeCache.MaxSize, cancellationToken) is { } bytes && NodeCache.TryRead(bytes, out var state) ? state : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <exception cref="CommandException">The disk refuses.</exception>
    public static void Save(string stateDirectory, DhtState state) =>
        AtomicFile.Write(Path.Combine(stateDirectory, Name), NodeCache.Write(state), replace: true);
}
