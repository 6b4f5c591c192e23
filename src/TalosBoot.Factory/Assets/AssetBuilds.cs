using Microsoft.Extensions.Logging;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Requests;
using TalosBoot.Profiles;
using TalosBoot.Schematics;

namespace TalosBoot.Factory.Assets;

/// <summary>Plans assets with the engine.</summary>
internal sealed class AssetBuilds(TalosBootEngine engine, ImageFactoryOptions options, ILogger<AssetBuilds> logger)
{
    /// <summary>Plans an asset.</summary>
    /// <returns>The asset, which the caller disposes.</returns>
    public async Task<BootAsset> PlanAsync(AssetRequest request, IProgress<BuildProgress> progress, CancellationToken cancellationToken)
    {
        var profile = request.Schematic is { } schematic
            ? request.Built with
            {
                Input = request.Built.Input with { SystemExtensions = [.. request.Built.Input.SystemExtensions, CreateExtension(schematic, request)] },
            }
            : request.Built;
        var asset = await engine.CreateAsset(profile).PlanAsync(progress, cancellationToken).ConfigureAwait(false);
        foreach (var warning in asset.Warnings)
        {
            Log.BuildWarning(logger, warning.ToString());
        }

        return asset;
    }

    /// <summary>The virtual extension that carries the schematic's identifier (schematic.md 12).</summary>
    ContainerAsset CreateExtension(Schematic schematic, AssetRequest request)
    {
        var extension = SchematicExtension.Create(
            schematic, new SchematicExtensionOptions { ExternalUrl = options.Http.ExternalUrl, TalosVersion = request.Release.TalosVersion });
        var tree = new FileTree();
        tree.SetFile(SchematicExtension.ManifestPath, BlobSource.FromBytes(extension.Manifest));
        foreach (var directory in SchematicExtension.Directories)
        {
            tree.EnsureDirectory(directory);
        }

        tree.SetFile(extension.MarkerPath, BlobSource.FromBytes(ReadOnlyMemory<byte>.Empty));
        return ContainerAsset.FromTree(tree, extension.FileName);
    }
}
