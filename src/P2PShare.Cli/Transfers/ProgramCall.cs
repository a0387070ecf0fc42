namespace P2PShare.Cli.Transfers;

/// <summary>A program to be run.</summary>
/// <param name="Path">Where it is. Absolute.</param>
/// <param name="Arguments">As they are: no shell sees them.</param>
/// <param name="Variables">Put into the environment beside what is there.</param>
/// <param name="Directory">The folder it runs in. Absolute.</param>
internal sealed record ProgramCall(string Path, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Variables, string Directory);
