using System.Text.Json.Serialization;

namespace TalosBoot.Inspection.Rendering;

/// <summary>How reports become JSON, without reflection.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true, UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AssetReport))]
[JsonSerializable(typeof(IReadOnlyList<AssetDifference>))]
internal sealed partial class ReportJsonContext : JsonSerializerContext;
