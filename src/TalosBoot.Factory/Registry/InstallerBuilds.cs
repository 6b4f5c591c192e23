using Microsoft.Extensions.Logging;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Factory.Assets;
using TalosBoot.Factory.Http;
using TalosBoot.Factory.Releases;
using TalosBoot.Factory.Requests;
using TalosBoot.Factory.Schematics;
using TalosBoot.Factory.Work;

namespace TalosBoot.Factory.Registry;

/// <summary>Builds installer images for both architectures and publishes them, once however many pull. A pull that gives up finds it done at its next try.</summary>
internal sealed class InstallerBuilds(
    IInstallerRegistry registry, AssetRequests requests, AssetLibrary library, ILogger<InstallerBuilds> logger)
{
    static readonly Architecture[] Architectures = [Architecture.Amd64, Architecture.Arm64];

    readonly SingleFlight<(string Image, string Schematic, string Tag), Digest> _flights = new();

    /// <summary>The digest of an image, which is built when it is not there.</summary>
    public async Task<Digest> GetAsync(string image, StoredSchematic schematic, string tag, string client, CancellationToken cancellationToken) =>
        await registry.FindAsync(image, schematic.Id.Hex, tag, cancellationToken).ConfigureAwait(false)
        ?? await _flights.RunAsync(
            (image, schematic.Id.Hex, tag), () => BuildAsync(image, schematic, tag, client), cancellationToken).ConfigureAwait(false);

    async Task<Digest> BuildAsync(string image, StoredSchematic schematic, string tag, string client)
    {
        // Another flight may have landed meanwhile.
        if (await registry.FindAsync(image, schematic.Id.Hex, tag, CancellationToken.None).ConfigureAwait(false) is { } found)
        {
            return found;
        }

        var (name, release) = (InstallerName.Parse(image), ReleaseVersion.Parse(tag));
        var assets = new List<BootAsset>();
        try
        {
            foreach (var architecture in Architectures)
            {
                var request = await requests.ResolveAsync(
                    AssetPath.Installer(name.Platform, architecture, name.IsSecureBoot), schematic, release, isForRegistry: true, CancellationToken.None).ConfigureAwait(false);
                assets.Add(await library.PlanAsync(request, client).ConfigureAwait(false));
            }

            var content = new InstallerImage([.. Architectures.Zip(assets, (architecture, asset) => (architecture, DockerForm.Of(asset.Image
                ?? throw FactoryRequestException.Internal("the installer is no container image"))))]);
            await registry.PublishAsync(image, schematic.Id.Hex, tag, content, CancellationToken.None).ConfigureAwait(false);
            Log.InstallerPublished(logger, $"{image}/{schematic.Id.Hex}:{tag}", content.Digest.ToString());
            return content.Digest;
        }
        finally
        {
            assets.ForEach(asset => asset.Dispose());
        }
    }
}
