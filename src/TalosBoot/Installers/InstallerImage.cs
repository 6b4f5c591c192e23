using System.Globalization;
using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Core.Work;
using TalosBoot.Oci;
using TalosBoot.Oci.Building;
using TalosBoot.Oci.Model;

namespace TalosBoot.Installers;

/// <summary>Puts an installer image together: its base, the artifacts, and an overlay (installer-overlay.md 1).</summary>
internal static class InstallerImage
{
    // The second of two layers is taken for the artifacts of an installer that was complete already.
    const int LayersOfCompleteInstaller = 2;

    /// <summary>Makes the image. Layers refer to their contents where these are compressed already.</summary>
    /// <param name="basis">The image that the installer program comes from.</param>
    /// <param name="quirks">What the Talos version does.</param>
    /// <param name="architecture">The architecture.</param>
    /// <param name="layers">The layers on top, not compressed.</param>
    /// <param name="spool">Keeps what is compressed. It must outlive the image.</param>
    /// <param name="context">When the image is said to be made, and whose threads compress.</param>
    /// <param name="cancellationToken">Stops compressing.</param>
    /// <exception cref="OverlayException">The base cannot be one (TB7015).</exception>
    public static async ValueTask<ContainerImage> BuildAsync(
        ContainerImage basis, TalosQuirks quirks, Architecture architecture, IReadOnlyList<BlobSource> layers, ContentSpool spool, BuildContext context,
        CancellationToken cancellationToken)
    {
        var builder = new ContainerImageBuilder(new ImageConfig
        {
            Architecture = architecture.ToName(),
            OperatingSystem = "linux",
            Created = context.Clock.ToDateTimeOffset().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            Runtime = basis.Config.Runtime,
        });
        foreach (var layer in LayersOf(basis))
        {
            builder.AddLayer(layer);
        }

        foreach (var layer in layers)
        {
            var squeezed = await LayerBuilder.PlanFromArchiveAsync(
                layer, CompressionFormat.Gzip, spool, context.Budget, cancellationToken).ConfigureAwait(false);
            builder.AddLayer(quirks.UsesOciLayerTypes ? squeezed : squeezed.WithMediaType(OciMediaTypes.DockerLayerGzip));
        }

        return builder.Build($"installer for {architecture.ToName()}");
    }

    static IEnumerable<ContainerLayer> LayersOf(ContainerImage basis)
    {
        if (basis.Layers.Count == 0 || basis.Layers.Any(layer => layer.DiffId is null))
        {
            throw Invalid(basis, "it has no layers, or its configuration does not tell what they are when not compressed; it may be another artifact than an image");
        }

        return basis.Layers.FirstOrDefault(layer => !OciMediaTypes.IsLayer(layer.Descriptor.MediaType)) is { } odd
            ? throw Invalid(basis, $"its layer {odd.Descriptor.Digest} is of type {odd.Descriptor.MediaType}, which is no layer of a file system")
            : basis.Layers.Count == LayersOfCompleteInstaller ? basis.Layers.Take(1) : basis.Layers;
    }

    static OverlayException Invalid(ContainerImage basis, string what) => new(
        DiagnosticIds.InstallerBaseInvalid, basis.Name, null, $"an installer cannot be made from this image: {what}. Use an installer or installer-base image.");
}
