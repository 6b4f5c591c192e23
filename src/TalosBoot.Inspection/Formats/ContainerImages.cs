using System.Globalization;
using TalosBoot.Inspection.Opening;
using TalosBoot.Oci;
using TalosBoot.Oci.Flattening;
using TalosBoot.Oci.Layouts;

namespace TalosBoot.Inspection.Formats;

/// <summary>Container images, by themselves and in layouts.</summary>
internal static class ContainerImages
{
    public static async ValueTask<OpenedPart> OpenAsync(ImagePart part, InspectionWork work, CancellationToken cancellationToken)
    {
        var image = part.Image;
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
        var tree = await image.FlattenAsync(work.Spool, context: work.Context, cancellationToken: cancellationToken).ConfigureAwait(false);
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
    public static async ValueTask<OpenedPart> OpenAsync(FolderPart part, CancellationToken cancellationToken)
    {
        var layout = OciLayout.Open(part.Name);
        var parts = new List<Part>();
        foreach (var descriptor in layout.Index.Manifests)
        {
            var name = descriptor.Annotations?.GetValueOrDefault("io.containerd.image.name") ?? descriptor.Annotations?.GetValueOrDefault("org.opencontainers.image.ref.name");
            var label = name is null || descriptor.Platform is null ? name ?? descriptor.Digest.ToString() : $"{name} {descriptor.Platform}";
            parts.Add(descriptor.MediaType is not (OciMediaTypes.Index or OciMediaTypes.DockerManifestList) && ImageReference.TryParse(name, out var reference)
                ? new ImagePart(part, label, await layout.ResolveAsync(reference, descriptor.Platform ?? ImagePlatforms.Default, cancellationToken).ConfigureAwait(false))
                : new DescribedPart(part, label, $"{descriptor.MediaType}, {descriptor.Digest}"));
        }

        return new OpenedPart { Format = "OCI layout", Kind = AssetKind.ContainerImages, Parts = parts };
    }
}
