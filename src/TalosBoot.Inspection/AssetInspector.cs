using System.Globalization;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Inspection.Opening;

namespace TalosBoot.Inspection;

/// <summary>Looks into assets of Talos Linux, those of this project and upstream's.</summary>
/// <example>
/// <code>
/// using var asset = AssetSource.OpenFile("metal-amd64.iso");
/// var report = await AssetInspector.InspectAsync(asset);
/// Console.WriteLine(report.Schematic?.Id);
/// </code>
/// </example>
public static class AssetInspector
{
    /// <summary>Above this, only files of interest are listed.</summary>
    const int MostListed = 40;

    /// <summary>Looks into an asset. Damage within it is told in <see cref="AssetReport.Omissions"/>; what can be read is.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="options">How it is looked into; null for the defaults.</param>
    /// <param name="context">Is told how far it is; null for nobody.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What is in it.</returns>
    /// <exception cref="ImageFormatException">The asset is none that is known (TB4901), or its outermost format is damaged.</exception>
    /// <exception cref="FileAccessException">The server that it lies on stops answering, or has another file by now (TB6005).</exception>
    public static async Task<AssetReport> InspectAsync(
        AssetSource asset, InspectionOptions? options = null, BuildContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(asset);
        options ??= new InspectionOptions();
        var work = asset.Begin(options, new SecretMask(options.ShowsSecrets), context ?? new BuildContext(), cancellationToken);
        var opened = await PartOpener.OpenAsync(asset.Root, work, cancellationToken).ConfigureAwait(false) ?? throw new ImageFormatException(
            DiagnosticIds.AssetNotRecognized, asset.Name, 0,
            "this is no asset that is known. Give an ISO, a disk, a UKI, a kernel, an initramfs, a container image, an extension, a schematic or a profile.");
        var formats = new List<string>();
        var (root, kind) = await ReadAsync(asset.Root, opened, work, formats, cancellationToken).ConfigureAwait(false);
        var name = work.Mask.ApplyToText(asset.Name);
        return Report(name, work.Findings, root with { Name = name }, kind ?? AssetKind.Other, formats);
    }

    static AssetReport Report(string name, Findings findings, AssetPart root, AssetKind kind, List<string> formats) => new()
    {
        Name = name,
        Kind = kind,
        Formats = formats,
        Length = root.Length,
        Architecture = findings.Architecture,
        TalosVersion = findings.TalosVersion,
        KernelVersion = findings.KernelVersion,
        Platform = findings.BootEntries.Select(entry => PlatformOf(entry.CommandLine)).FirstOrDefault(platform => platform is not null),
        Boots = BootStory.Tell(findings, root, kind),
        BootEntries = findings.BootEntries,
        Extensions = findings.Extensions,
        Schematic = findings.Schematic,
        Signatures = findings.Signatures,
        Measurements = findings.Measurements,
        Partitions = findings.Partitions,
        Meta = findings.Meta,
        Omissions = findings.Omissions,
        Root = root,
    };

    static string? PlatformOf(string commandLine)
    {
        const string Key = "talos.platform=";
        return commandLine.Split(' ').LastOrDefault(argument => argument.StartsWith(Key, StringComparison.Ordinal))?[Key.Length..];
    }

    static async ValueTask<(AssetPart Part, AssetKind? Kind)> ReadAsync(
        Part part, OpenedPart opened, InspectionWork work, List<string> formats, CancellationToken cancellationToken)
    {
        formats.Add(opened.Format);
        work.Budget.SpendParts(opened.Parts.Count + 1L);
        var kind = opened.Kind;
        var parts = new List<AssetPart>();
        var rest = 0;
        foreach (var child in opened.Parts)
        {
            if (Interest.Has(opened, child) && work.Budget.Allows(child))
            {
                var isInner = ReferenceEquals(opened.Inner, child);
                var (read, inner) = await ReadChildAsync(child, work, isInner ? formats : [], cancellationToken).ConfigureAwait(false);
                kind ??= isInner ? inner : null;
                parts.Add(read);
            }
            else if (opened.Parts.Count <= MostListed && child is not DescribedPart { Description: "folder" })
            {
                parts.Add(new AssetPart(child.Name, child is DescribedPart described ? described.Description : "file", child.Length, [], []));
            }
            else
            {
                rest++;
            }
        }

        var facts = rest > 0 && opened.Parts.Count > MostListed
            ? [.. opened.Facts, new AssetFact("not listed", string.Create(CultureInfo.InvariantCulture, $"{rest} entries"))]
            : opened.Facts;
        return (new AssetPart(part.Name, opened.Format, part.Length, facts, parts), kind);
    }

    static async ValueTask<(AssetPart Part, AssetKind? Kind)> ReadChildAsync(
        Part part, InspectionWork work, List<string> formats, CancellationToken cancellationToken)
    {
        try
        {
            return await PartOpener.OpenAsync(part, work, cancellationToken).ConfigureAwait(false) is { } opened
                ? await ReadAsync(part, opened, work, formats, cancellationToken).ConfigureAwait(false)
                : (new AssetPart(part.Name, "file", part.Length, [], []), null);
        }
        catch (TalosBootException exception)
        {
            work.Findings.Omit(part, exception.Message, exception.DiagnosticId);
            return (new AssetPart(part.Name, "damaged", part.Length, [new AssetFact(exception.DiagnosticId, exception.Message)], []), null);
        }
    }
}
