using System.Text.Json;
using TalosBoot.Inspection.Rendering;

namespace TalosBoot.Inspection;

/// <summary>Reports and differences as JSON, for programs. Names are in camel case; what is not there is left out.</summary>
public static class ReportJson
{
    /// <summary>Writes a report.</summary>
    /// <param name="report">The report.</param>
    /// <returns>The document, indented.</returns>
    public static string Write(AssetReport report) => JsonSerializer.Serialize(report, ReportJsonContext.Default.AssetReport);

    /// <summary>Writes what differs.</summary>
    /// <param name="differences">What differs.</param>
    /// <returns>The document, indented.</returns>
    public static string Write(IReadOnlyList<AssetDifference> differences) =>
        JsonSerializer.Serialize(differences, ReportJsonContext.Default.IReadOnlyListAssetDifference);
}
