using System.Text.Json.Serialization;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Storage;
using P2PShare.Engine.Torrents;

namespace P2PShare.Cli.Json;

/// <summary>Everything the program prints as JSON, generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(SnakeCaseEnumConverter<TorrentState>), typeof(SnakeCaseEnumConverter<TrackerStatus>), typeof(SnakeCaseEnumConverter<VerifiedFileStatus>)])]
[JsonSerializable(typeof(TorrentDocument))]
[JsonSerializable(typeof(ShownDocument))]
[JsonSerializable(typeof(PlannedDocument))]
[JsonSerializable(typeof(LinkDocument))]
[JsonSerializable(typeof(VerifyDocument))]
[JsonSerializable(typeof(FactEvent))]
[JsonSerializable(typeof(AddedEvent))]
[JsonSerializable(typeof(MetadataEvent))]
[JsonSerializable(typeof(DownloadingEvent))]
[JsonSerializable(typeof(ProgressEvent))]
[JsonSerializable(typeof(ListeningEvent))]
[JsonSerializable(typeof(PieceFailedEvent))]
[JsonSerializable(typeof(PeerBannedEvent))]
[JsonSerializable(typeof(TrackerEvent))]
[JsonSerializable(typeof(WarningEvent))]
[JsonSerializable(typeof(StoppedEvent))]
[JsonSerializable(typeof(ResultEvent))]
[JsonSerializable(typeof(DhtPeersDocument))]
[JsonSerializable(typeof(DhtPingDocument))]
[JsonSerializable(typeof(DhtScrapeDocument))]
[JsonSerializable(typeof(DhtPutDocument))]
[JsonSerializable(typeof(DhtItemDocument))]
[JsonSerializable(typeof(DhtStatusEvent))]
[JsonSerializable(typeof(MovedEvent))]
[JsonSerializable(typeof(ErrorEvent))]
internal sealed partial class CliJson : JsonSerializerContext;
