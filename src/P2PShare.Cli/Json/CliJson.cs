using System.Text.Json.Serialization;
using P2PShare.Cli.Settings;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Storage;
using P2PShare.Engine.Torrents;

namespace P2PShare.Cli.Json;

/// <summary>Everything the program prints as JSON, generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(SnakeCaseEnumConverter<TorrentState>), typeof(SnakeCaseEnumConverter<TrackerStatus>), typeof(SnakeCaseEnumConverter<VerifiedFileStatus>), typeof(SnakeCaseEnumConverter<HoldUp>), typeof(SnakeCaseEnumConverter<SourceKind>), typeof(SnakeCaseEnumConverter<SourceOutcome>), typeof(SnakeCaseEnumConverter<ControlVerb>), typeof(SnakeCaseEnumConverter<SettingSource>)])]
[JsonSerializable(typeof(TorrentDocument))]
[JsonSerializable(typeof(CreatedDocument))]
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
[JsonSerializable(typeof(ControlRequest))]
[JsonSerializable(typeof(ControlAnswer))]
[JsonSerializable(typeof(RunningDocument))]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(WhyDocument))]
[JsonSerializable(typeof(SettingsDocument))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(MovedEvent))]
[JsonSerializable(typeof(ErrorEvent))]
internal sealed partial class CliJson : JsonSerializerContext;
