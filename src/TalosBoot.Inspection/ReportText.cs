using System.Globalization;
using TalosBoot.Inspection.Rendering;

namespace TalosBoot.Inspection;

/// <summary>A report as text for a terminal.</summary>
public static class ReportText
{
    const int NameWidth = 12;
    const string PlainFile = "file";

    /// <summary>More files that are nothing but files are only counted.</summary>
    const int MostFiles = 5;

    /// <summary>Writes a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="width">The columns of the terminal. Words that are longer are broken.</param>
    /// <returns>Lines, each with a line feed.</returns>
    public static string Write(AssetReport report, int width = 100)
    {
        ArgumentNullException.ThrowIfNull(report);
        var text = new TextColumn(width);
        WriteHead(text, report);
        Section(text, "Boots", report.Boots, line => text.Line(line, 2));
        Section(text, "Boot entries", [.. report.BootEntries.GroupBy(entry => (entry.Loader, entry.Title, entry.CommandLine))], entry =>
        {
            var paths = entry.Select(place => place.Path).Where(path => path.Length > 0).ToList();
            text.Line($"{entry.Key.Title ?? "(no title)"} ({string.Join("; ", paths.Prepend(entry.Key.Loader))})", 2);
            text.Line(entry.Key.CommandLine, 4);
        });
        var widest = Widest(report.Extensions, extension => extension.Name);
        Section(text, "Extensions", report.Extensions, extension => text.Pair(extension.Name, DescribeExtension(extension), 2, widest));
        Section(text, "Schematic text", report.Schematic?.Text?.TrimEnd('\n').Split('\n') ?? [], line => WriteIndented(text, line));
        widest = Widest(report.Partitions, NameOf);
        Section(text, "Partitions", report.Partitions, partition => text.Pair(NameOf(partition), DescribePartition(partition), 2, widest));
        Section(text, "META", report.Meta, value => text.Pair(
            string.Create(CultureInfo.InvariantCulture, $"0x{value.Key:x2}"),
            value.Value ?? string.Create(CultureInfo.InvariantCulture, $"{value.Length} bytes, not shown"), 2, 4));
        Section(text, "Signatures", report.Signatures, signature => text.Line(DescribeSignature(signature, report.Name), 2));
        WriteMeasurements(text, report);
        text.Blank();
        text.Line("Contents");
        WritePart(text, report.Root, 2);
        Section(text, "Not looked into", report.Omissions, omission => text.Line(
            $"{(omission.Path.Length == 0 ? report.Name : omission.Path)}: {$"{omission.DiagnosticId} {omission.Reason}".TrimStart()}", 2));
        return text.ToString();
    }

    static string DescribeExtension(InspectedExtension extension) =>
        extension.Description.Length == 0 ? extension.Version : $"{extension.Version}: {extension.Description}";

    static string NameOf(InspectedPartition partition) => string.Create(CultureInfo.InvariantCulture, $"{partition.Number} {partition.Name}").TrimEnd();

    static string DescribePartition(InspectedPartition partition) =>
        $"{partition.Content}, {Sizes.Text(partition.Length)} at {Sizes.Text(partition.Offset)} ({partition.Type})";

    static string DescribeSignature(InspectedSignature signature, string asset)
    {
        var end = signature.NotAfter is { } moment ? $", until {moment.UtcDateTime:yyyy-MM-dd}" : string.Empty;
        return $"{(signature.Path.Length == 0 ? asset : signature.Path)}: {signature.Status}, {signature.Subject ?? "no certificate"}{end}";
    }

    /// <summary>Keeps the indentation of YAML.</summary>
    static void WriteIndented(TextColumn text, string line)
    {
        var words = line.TrimStart(' ');
        text.Line(words, 2 + line.Length - words.Length);
    }

    static void WriteHead(TextColumn text, AssetReport report)
    {
        text.Line(report.Name);
        (string Name, string? Value)[] pairs =
        [
            ("Format", $"{string.Join(", ", report.Formats)}{(report.Length is { } length ? $", {Sizes.Text(length)}" : string.Empty)}"),
            ("Talos", report.TalosVersion), ("Architecture", report.Architecture), ("Platform", report.Platform), ("Kernel", report.KernelVersion),
            ("Schematic", report.Schematic?.Id),
        ];
        foreach (var (name, value) in pairs)
        {
            if (value is not null)
            {
                text.Pair(name, value, 2, NameWidth);
            }
        }
    }

    static void Section<T>(TextColumn text, string title, IReadOnlyCollection<T> items, Action<T> write)
    {
        if (items.Count == 0)
        {
            return;
        }

        text.Blank();
        text.Line(title);
        foreach (var item in items)
        {
            write(item);
        }
    }

    /// <summary>The bank that disks are sealed to. The others are in the JSON.</summary>
    static void WriteMeasurements(TextColumn text, AssetReport report)
    {
        var ofBank = report.Measurements.Where(measurement => measurement.Bank == "sha256")
            .DistinctBy(measurement => (measurement.Profile, measurement.Phase, measurement.Value)).ToList();
        var widest = Widest(ofBank, NameOf);
        Section(text, "PCR 11 (sha256; all banks with --json)", ofBank, measurement => text.Pair(NameOf(measurement), measurement.Value, 2, widest));
    }

    static string NameOf(InspectedMeasurement measurement) => $"{measurement.Profile} {measurement.Phase}".TrimStart();

    static void WritePart(TextColumn text, AssetPart part, int indent)
    {
        var facts = string.Join(", ", part.Facts.Where(fact => fact.Name is not ("text" or "command line")).Select(fact => $"{fact.Name} {fact.Value}"));
        var size = part.Length is { } length ? $", {Sizes.Text(length)}" : string.Empty;
        text.Line($"{part.Name}: {part.Format}{size}{(facts.Length == 0 ? string.Empty : $" ({facts})")}", indent);
        var files = part.Parts.Count(inner => inner.Format == PlainFile);
        foreach (var inner in part.Parts.Where(inner => inner.Format != PlainFile || files <= MostFiles))
        {
            WritePart(text, inner, indent + 2);
        }

        if (files > MostFiles)
        {
            text.Line(string.Create(CultureInfo.InvariantCulture, $"{(files < part.Parts.Count ? $"and {files} other" : $"{files}")} files"), indent + 2);
        }
    }

    static int Widest<T>(IEnumerable<T> items, Func<T, string> text) => items.Select(item => text(item).Length).DefaultIfEmpty().Max();
}
