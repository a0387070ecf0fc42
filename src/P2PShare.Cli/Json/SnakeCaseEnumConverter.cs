using System.Text.Json;
using System.Text.Json.Serialization;

namespace P2PShare.Cli.Json;

/// <summary>Writes an enum's names as <c>snake_case</c>.</summary>
internal sealed class SnakeCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower)
    where T : struct, Enum;
