using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Inspection.Rendering;

namespace TalosBoot.Inspection;

/// <summary>A report as Markdown, such as for release notes or an issue.</summary>
public static partial class ReportMarkdown
{
    const int ShortestFence = 3;

    /// <summary>Writes a report.</summary>
    /// <param name="report">The report.</param>
    /// <returns>The document.</returns>
    public static string Write(AssetReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {Plain(report.Name)}\n\n");
        string?[][] head =
        [
            ["Format", string.Join(", ", report.Formats)], ["Length", report.Length is { } length ? Sizes.Text(length) : null], ["Talos", report.TalosVersion],
            ["Architecture", report.Architecture], ["Platform", report.Platform], ["Kernel", report.KernelVersion], ["Schematic", report.Schematic?.Id],
        ];
        Table(text, string.Empty, ["", ""], [.. head.Where(row => row[^1] is not null)]);
        foreach (var sentence in report.Boots)
        {
            text.Append(CultureInfo.InvariantCulture, $"* {Plain(sentence)}\n");
        }

        Table(text, "Boot entries", ["Title", "Loader", "Command line"],
            [.. report.BootEntries.Select(entry => new[] { entry.Title, entry.Loader, entry.CommandLine })]);
        Table(text, "Extensions", ["Name", "Version", "Description"],
            [.. report.Extensions.Select(item => new[] { item.Name, item.Version, item.Description })]);
        if (report.Schematic?.Text is { } schematic)
        {
            var fence = new string('`', Math.Max(ShortestFence, Backticks().Matches(schematic).Select(run => run.Length + 1).DefaultIfEmpty().Max()));
            text.Append(CultureInfo.InvariantCulture, $"\n## Schematic\n\n{fence}yaml\n{ForeignText.EscapeMessage(schematic.TrimEnd('\n'))}\n{fence}\n");
        }

        Table(text, "Partitions", ["Number", "Name", "Content", "Offset", "Length", "Type"],
        [
            .. report.Partitions.Select(item => new[]
            {
                item.Number.ToString(CultureInfo.InvariantCulture), item.Name, item.Content, Sizes.Text(item.Offset), Sizes.Text(item.Length), item.Type,
            }),
        ]);
        Table(text, "META", ["Key", "Value"],
        [
            .. report.Meta.Select(item => new[] { $"0x{item.Key:x2}", item.Value ?? string.Create(CultureInfo.InvariantCulture, $"{item.Length} bytes, not shown") }),
        ]);
        Table(text, "Signatures", ["File", "Check", "Certificate", "Until"],
        [
            .. report.Signatures.Select(item => new[]
            {
                item.Path, item.Status, item.Subject, item.NotAfter?.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            }),
        ]);
        Table(text, "PCR 11", ["Profile", "Bank", "Phase", "Value"],
            [.. report.Measurements.Select(item => new[] { item.Profile, item.Bank, item.Phase, item.Value })]);
        Table(text, "Not looked into", ["Part", "Why"], [.. report.Omissions.Select(item => new[] { item.Path, $"{item.DiagnosticId} {item.Reason}".TrimStart() })]);
        return text.ToString();
    }

    static void Table(StringBuilder text, string title, string[] heads, IReadOnlyCollection<string?[]> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        text.Append(title.Length == 0 ? string.Empty : $"\n## {title}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", heads)} |\n|{string.Concat(Enumerable.Repeat("---|", heads.Length))}\n");
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row.Select(cell => Plain(cell ?? string.Empty)))} |\n");
        }

        text.Append(title.Length == 0 ? "\n" : string.Empty);
    }

    /// <summary>Nothing that an asset says becomes markup.</summary>
    static string Plain(string text) => ForeignText.Escape(text.ReplaceLineEndings(" ")).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal)
        .Replace("*", "\\*", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    [GeneratedRegex("`+")]
    private static partial Regex Backticks();
}
