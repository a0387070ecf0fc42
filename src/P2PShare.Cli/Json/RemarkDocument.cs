namespace P2PShare.Cli.Json;

/// <summary>Something that the maker of a torrent should know about it.</summary>
internal sealed record RemarkDocument(string Kind, string Message);
