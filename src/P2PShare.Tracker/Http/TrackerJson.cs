using System.Text.Json.Serialization;

namespace P2PShare.Tracker.Http;

/// <summary>How <c>/stats</c> writes its document.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StatsDocument))]
internal sealed partial class TrackerJson : JsonSerializerContext;
