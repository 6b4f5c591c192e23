using Microsoft.Extensions.Logging;
using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Progress;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Requests;
using TalosBoot.Factory.Stores;
using TalosBoot.Profiles;
using TalosBoot.Schematics;

namespace TalosBoot.Factory.Assets;

/// <summary>Plans assets with the engine.</summary>
internal sealed class AssetBuilds(TalosBootEngine engine, ImageFactoryOptions options, ILogger<AssetBuilds> logger)
{
    readonly StoreFolder _work = new(Path.Combine(options.Storage.Folder, "work"));

    /// <summary>Plans an asset.</summary>
    /// <returns>The asset, which the caller disposes.</returns>
    public async Task<BootAsset> PlanAsync(AssetRequest request, IProgress<BuildProgress> progress, CancellationToken cancellationToken)
    {
        if (request.Schematic is null)
        {
            return await PlanAsync(request.Built, progress, cancellationToken).ConfigureAwait(false);
        }

        var (path, handle) = _work.Begin();
        try
        {
            using (handle)
            {
                WriteExtension(request, handle);
                var extension = new ContainerAsset { TarballPath = path };
                var profile = request.Built with
                {
                    Input = request.Built.Input with { SystemExtensions = [.. request.Built.Input.SystemExtensions, extension] },
                };
                return await PlanAsync(profile, progress, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    async Task<BootAsset> PlanAsync(Profile profile, IProgress<BuildProgress> progress, CancellationToken cancellationToken)
    {
        var asset = await engine.CreateAsset(profile).PlanAsync(progress, cancellationToken).ConfigureAwait(false);
        foreach (var warning in asset.Warnings)
        {
            Log.BuildWarning(logger, warning.ToString());
        }

        return asset;
    }

    /// <summary>Writes the virtual extension that carries the schematic's identifier as the image that it would be (schematic.md 12).</summary>
    void WriteExtension(AssetRequest request, Microsoft.Win32.SafeHandles.SafeFileHandle handle)
    {
        var extension = SchematicExtension.Create(
            request.Schematic!, new SchematicExtensionOptions { ExternalUrl = options.Http.ExternalUrl, TalosVersion = request.Release.TalosVersion });
        var tree = new FileTree();
        tree.SetFile(SchematicExtension.ManifestPath, BlobSource.FromBytes(extension.Manifest));
        foreach (var directory in SchematicExtension.Directories)
        {
            tree.EnsureDirectory(directory);
        }

        tree.SetFile(extension.MarkerPath, BlobSource.FromBytes(ReadOnlyMemory<byte>.Empty));
        RandomAccess.Write(handle, TarArchive.Plan(tree).ToArray(), 0);
    }
}
