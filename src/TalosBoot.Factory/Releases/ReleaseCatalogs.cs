using System.Collections.Concurrent;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Factory.Http;
using TalosBoot.Factory.Work;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Oci.Flattening;
using TalosBoot.Overlays.Catalogs;

namespace TalosBoot.Factory.Releases;

/// <summary>What a release offers: extensions, overlays and talosctl programs. Each list is read once a process; a failure is not remembered.</summary>
internal sealed class ReleaseCatalogs(ReleaseImages images, VersionList versions)
{
    readonly Remembered<IReadOnlyList<OfficialExtension>> _extensions = new();
    readonly Remembered<IReadOnlyList<OfficialOverlay>> _overlays = new();
    readonly Remembered<TalosctlImage> _talosctl = new();

    /// <summary>The extensions of a version, in the order of the catalog.</summary>
    public async Task<IReadOnlyList<OfficialExtension>> GetExtensionsAsync(ReleaseVersion release, CancellationToken cancellationToken)
    {
        await versions.RequireAsync(release, cancellationToken).ConfigureAwait(false);
        return await _extensions.GetAsync(release.Tag, () => ReadExtensionsAsync(release), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The overlays of a version, in the order of the catalog; none for versions that know no overlays.</summary>
    public async Task<IReadOnlyList<OfficialOverlay>> GetOverlaysAsync(ReleaseVersion release, CancellationToken cancellationToken)
    {
        if (!release.Quirks.SupportsOverlay)
        {
            return [];
        }

        await versions.RequireAsync(release, cancellationToken).ConfigureAwait(false);
        return await _overlays.GetAsync(release.Tag, () => ReadOverlaysAsync(release), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The names of the talosctl programs of a version, and of whatever else is in their image.</summary>
    public async Task<IReadOnlyList<string>> GetTalosctlAsync(ReleaseVersion release, CancellationToken cancellationToken) =>
        (await GetTalosctlImageAsync(release, cancellationToken).ConfigureAwait(false)).Names;

    /// <summary>The image of the talosctl programs of a version.</summary>
    public Task<TalosctlImage> GetTalosctlImageAsync(ReleaseVersion release, CancellationToken cancellationToken) =>
        _talosctl.GetAsync(release.Tag, () => ReadTalosctlAsync(release), cancellationToken);

    /// <summary>Reads a file of the talosctl image of a version.</summary>
    /// <param name="release">The version.</param>
    /// <param name="talosctl">The image as it was read before.</param>
    /// <param name="name">The name of the file.</param>
    /// <param name="spool">Keeps what the image holds.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<BlobSource> ReadTalosctlFileAsync(
        ReleaseVersion release, TalosctlImage talosctl, string name, ContentSpool spool, CancellationToken cancellationToken)
    {
        var image = await images.ResolveAsync(TalosctlReference(release), Architecture.Amd64, cancellationToken).ConfigureAwait(false);
        if (image.Digest != talosctl.Digest)
        {
            throw FactoryRequestException.Internal($"the image of talosctl {release.Tag} is another one than when its files were listed: start the service again");
        }

        var tree = await image.FlattenAsync(spool, cancellationToken: cancellationToken).ConfigureAwait(false);
        return Programs(tree).First(program => program.Name == name).File.Content;
    }

    string TalosctlReference(ReleaseVersion release) => images.Reference(images.Components.Talosctl, ":" + release.Tag);

    /// <summary>The regular files of an image by their names, those in folders too.</summary>
    static IEnumerable<(string Name, RegularFile File)> Programs(FileTree tree) =>
        tree.Walk().Where(entry => entry.Entry is RegularFile).Select(entry => (entry.Path[(entry.Path.LastIndexOf('/') + 1)..], (RegularFile)entry.Entry));

    async Task<IReadOnlyList<OfficialExtension>> ReadExtensionsAsync(ReleaseVersion release)
    {
        var reference = images.Reference(images.Components.ExtensionManifest, ":" + release.Tag);
        using var spool = new ContentSpool();
        var tree = await images.ReadAsync(reference, Architecture.Amd64, spool, CancellationToken.None).ConfigureAwait(false);
        return ExtensionCatalogReader.Read(tree, reference);
    }

    async Task<IReadOnlyList<OfficialOverlay>> ReadOverlaysAsync(ReleaseVersion release)
    {
        var reference = images.Reference(images.Components.OverlayManifest, ":" + release.Tag);
        using var spool = new ContentSpool();
        var tree = await images.ReadAsync(reference, Architecture.Amd64, spool, CancellationToken.None).ConfigureAwait(false);
        var overlays = OverlayCatalogReader.Read(tree, reference);
        return overlays.FirstOrDefault(overlay => overlay.Digest is null) is { Name: var name }
            ? throw new OverlayException(DiagnosticIds.OverlayCatalogInvalid, reference, name, "the catalog does not tell its digest. Check the release.")
            : overlays;
    }

    async Task<TalosctlImage> ReadTalosctlAsync(ReleaseVersion release)
    {
        using var spool = new ContentSpool();
        var image = await images.ResolveAsync(TalosctlReference(release), Architecture.Amd64, CancellationToken.None).ConfigureAwait(false);
        var tree = await image.FlattenAsync(spool, cancellationToken: CancellationToken.None).ConfigureAwait(false);
        return new TalosctlImage(image.Digest, [.. Programs(tree).Select(program => program.Name).Order(StringComparer.Ordinal)]);
    }

    /// <summary>What was read for each tag.</summary>
    sealed class Remembered<T>
    {
        readonly ConcurrentDictionary<string, T> _known = new();
        readonly SingleFlight<string, T> _reads = new();

        public async Task<T> GetAsync(string tag, Func<Task<T>> read, CancellationToken cancellationToken) => _known.TryGetValue(tag, out var known)
            ? known
            : await _reads.RunAsync(tag, async () => _known[tag] = await read().ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }
}
