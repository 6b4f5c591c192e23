using System.Globalization;
using TalosBoot.Inspection.Opening;
using TalosBoot.Oci;
using TalosBoot.Oci.Flattening;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Model;

namespace TalosBoot.Inspection.Formats;

/// <summary>Container images, by themselves and in layouts.</summary>
internal static class ContainerImages
{
    public static async ValueTask<OpenedPart> OpenAsync(ImagePart part, InspectionWork work, CancellationToken cancellationToken)
    {
        var image = await part.ResolveAsync(cancellationToken).ConfigureAwait(false);
        var facts = new List<AssetFact>
        {
            new("digest", image.Digest.ToString()),
            new("platform", $"{image.Config.OperatingSystem}/{image.Config.Architecture}"),
            new("layers", image.Layers.Count.ToString(CultureInfo.InvariantCulture)),
        };
        if (!work.ReadsContents)
        {
            work.Findings.Omit(part, "its files are in compressed layers: all of it would have to be read.");
            return new OpenedPart { Format = "container image", Kind = AssetKind.ContainerImage, Facts = facts };
        }

        work.Budget.SpendBytes(part.Length!.Value);
        var tree = await work.UnpackAsync(limit => image.FlattenAsync(
            work.Spool, new ContainerImageLimits { MaximumUncompressedSize = Math.Min(limit, ContainerImageLimits.Default.MaximumUncompressedSize) },
            work.Context, cancellationToken).AsTask()).ConfigureAwait(false);
        if (ExtensionFiles.Recognizes(tree))
        {
            var extension = ExtensionFiles.Open(part, tree, "extension image", work.Findings);
            return extension with { Facts = [.. facts, .. extension.Facts] };
        }

        var isCache = tree.Find("blob") is not null && tree.Find("manifests") is not null;
        return new OpenedPart
        {
            Format = isCache ? "image cache" : "container image",
            Kind = isCache ? AssetKind.ImageCache : AssetKind.ContainerImage,
            Facts = facts,
            Parts = OpenedPart.PartsOf(part, tree),
        };
    }

    /// <summary>A folder: an OCI layout, or an image cache.</summary>
    public static OpenedPart Open(FolderPart part)
    {
        var layout = OciLayout.Open(part.Name);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var parts = new List<Part>();
        foreach (var entry in layout.Index.Manifests)
        {
            var label = LabelOf(entry);
            var count = counts[label] = counts.GetValueOrDefault(label) + 1;
            var name = count == 1 ? label : string.Create(CultureInfo.InvariantCulture, $"{label} {count}");
            parts.Add(OciMediaTypes.IsIndex(entry.MediaType) || ImageResolver.IsAttestation(entry)
                ? new DescribedPart(part, name, $"{entry.MediaType}, {entry.Digest}")
                : new ImagePart(part, name, entry.Digest, token => layout.ResolveAsync(entry, entry.Platform ?? ImagePlatforms.Default, token)));
        }

        return new OpenedPart { Format = "OCI layout", Kind = AssetKind.ContainerImages, Parts = parts };
    }

    /// <summary>What an entry is called. Several may be called the same: from the second they are numbered, as everything is compared by its name.</summary>
    static string LabelOf(OciDescriptor entry)
    {
        var name = entry.Annotations?.GetValueOrDefault(OciLayout.ContainerdNameAnnotation) ?? entry.Annotations?.GetValueOrDefault(OciLayout.ReferenceNameAnnotation);
        return name is null || entry.Platform is null ? name ?? entry.Digest.ToString() : $"{name} {entry.Platform}";
    }
}
