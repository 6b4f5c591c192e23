using System.Text;
using Microsoft.Extensions.Logging;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Factory.Assets;
using TalosBoot.Factory.Cluster;
using TalosBoot.Factory.Http;
using TalosBoot.Factory.Releases;
using TalosBoot.Factory.Requests;
using TalosBoot.Factory.Schematics;
using TalosBoot.Factory.Work;

namespace TalosBoot.Factory.Registry;

/// <summary>Builds installer images for both architectures and publishes them, once however many pull. A pull that gives up finds it done at its next try.</summary>
internal sealed class InstallerBuilds(
    IInstallerRegistry registry, SchematicService schematics, AssetRequests requests, AssetLibrary library, ILogger<InstallerBuilds> logger,
    IBuildCluster? cluster = null)
{
    /// <summary>What the path of an order begins with, as that of a pull; the name of the image follows.</summary>
    const string OrderPrefix = "v2/";
    static readonly Architecture[] Architectures = [Architecture.Amd64, Architecture.Arm64];

    readonly SingleFlight<(string Image, string Schematic, string Tag), Digest> _flights = new();
    readonly SingleFlight<(string Image, string Schematic, string Tag), Digest> _builds = new();

    /// <summary>Whether an order is one for an installer image.</summary>
    public static bool IsInstaller(BuildOrder order) => order.Path.StartsWith(OrderPrefix, StringComparison.Ordinal);

    /// <summary>The digest of an image, which is built when it is not there.</summary>
    public async Task<Digest> GetAsync(string image, StoredSchematic schematic, string tag, string client, CancellationToken cancellationToken) =>
        await registry.FindAsync(image, schematic.Id.Hex, tag, cancellationToken).ConfigureAwait(false)
        ?? await _flights.RunAsync(
            (image, schematic.Id.Hex, tag), () => DecideAsync(image, schematic, tag, client), cancellationToken).ConfigureAwait(false);

    /// <summary>Builds an ordered image here, since the cluster has chosen this service.</summary>
    public async Task BuildHereAsync(BuildOrder order, CancellationToken cancellationToken)
    {
        var schematic = await schematics.GetAsync(order.Schematic, order.Owner, cancellationToken).ConfigureAwait(false);
        await BuildOnceAsync(order.Path[OrderPrefix.Length..], schematic, order.Version, order.Client).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Has the cluster build an image, or builds it here where there is none, or no shared registry has the image afterwards.</summary>
    async Task<Digest> DecideAsync(string image, StoredSchematic schematic, string tag, string client)
    {
        if (cluster is not null)
        {
            var identity = Digest.Sha256(Encoding.UTF8.GetBytes($"{OrderPrefix}{image}/{schematic.Id.Hex}:{tag}"));
            var order = new BuildOrder(identity, schematic.Id.Hex, tag, OrderPrefix + image, schematic.Schematic.Owner, client);
            using var waiting = library.BeginWaitForAnother();
            Failures.ThrowIfFailed(await cluster.BuildAsync(order, waiting.Token).ConfigureAwait(false));
        }

        return await BuildOnceAsync(image, schematic, tag, client).ConfigureAwait(false);
    }

    Task<Digest> BuildOnceAsync(string image, StoredSchematic schematic, string tag, string client) => _builds.RunAsync(
        (image, schematic.Id.Hex, tag), () => library.MakeAsync(token => BuildAsync(image, schematic, tag, client, token)), CancellationToken.None);

    async Task<Digest> BuildAsync(string image, StoredSchematic schematic, string tag, string client, CancellationToken cancellationToken)
    {
        // Another flight may have landed meanwhile, here or elsewhere.
        if (await registry.FindAsync(image, schematic.Id.Hex, tag, cancellationToken).ConfigureAwait(false) is { } found)
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
                    AssetPath.Installer(name.Platform, architecture, name.IsSecureBoot), schematic, release, isForRegistry: true, cancellationToken).ConfigureAwait(false);
                assets.Add(await library.PlanAsync(request, client, cancellationToken).ConfigureAwait(false));
            }

            var content = new InstallerImage([.. Architectures.Zip(assets, (architecture, asset) => (architecture, DockerForm.Of(asset.Image
                ?? throw FactoryRequestException.Internal("the installer is no container image"))))]);
            await registry.PublishAsync(image, schematic.Id.Hex, tag, content, cancellationToken).ConfigureAwait(false);
            Log.InstallerPublished(logger, $"{image}/{schematic.Id.Hex}:{tag}", content.Digest.ToString());
            return content.Digest;
        }
        finally
        {
            assets.ForEach(asset => asset.Dispose());
        }
    }
}
