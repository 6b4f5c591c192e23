using System.CommandLine;
using TalosBoot.Core.Work;
using TalosBoot.Oci;
using TalosBoot.Oci.Caching;
using TalosBoot.Oci.Registry;

namespace TalosBoot.Samples.Cli.Verbs;

/// <summary>Where a bundle's images come from, with a report for each blob that is fetched: in the folder of <c>--cache</c>, or one for the time being.</summary>
sealed class BundleDownloads : IDisposable
{
    readonly DirectoryInfo? _temporary;
    readonly RegistryClient? _client;

    /// <summary>Prepares for it.</summary>
    /// <param name="parsed">The command.</param>
    /// <param name="progress">Is told of blobs.</param>
    public BundleDownloads(ParseResult parsed, IProgress<BuildProgress> progress)
    {
        if (GlobalOptions.FindLayout(parsed) is { } layout)
        {
            Images = ImageFolder.Open(layout);
            return;
        }

        _temporary = GlobalOptions.FindCache(parsed) is null ? Directory.CreateTempSubdirectory("talosboot-") : null;
        _client = new RegistryClient(GlobalOptions.RegistryOptionsOf(parsed));
        Images = new RegistryImageSource(
            _client, BlobCache.Open(_temporary?.FullName ?? GlobalOptions.FindCache(parsed)!, new BlobCacheOptions { Progress = progress }));
    }

    /// <summary>The images.</summary>
    public IContainerImageSource Images { get; }

    /// <summary>Deletes what was fetched, unless it was to be kept.</summary>
    public void Dispose()
    {
        (Images as IDisposable)?.Dispose();
        _client?.Dispose();
        _temporary?.Delete(recursive: true);
    }
}
