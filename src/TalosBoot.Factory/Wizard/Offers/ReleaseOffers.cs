using Microsoft.Extensions.Logging;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Factory.Releases;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Overlays.Catalogs;

namespace TalosBoot.Factory.Wizard.Offers;

/// <summary>
/// What releases offer, as far as it can be read: a registry that is down, or a release whose catalog is damaged, is to be a sentence on a page, and no page less.
/// </summary>
internal sealed class ReleaseOffers(VersionList versions, ReleaseCatalogs catalogs, ILogger<ReleaseOffers> logger)
{
    /// <summary>The versions, ascending; null when they cannot be read.</summary>
    public Task<IReadOnlyList<SemanticVersion>?> FindVersionsAsync(CancellationToken cancellationToken) =>
        TryAsync("versions", async () => (await versions.GetAsync(cancellationToken).ConfigureAwait(false)).All);

    /// <summary>The extensions of a version; null when they cannot be read.</summary>
    public Task<IReadOnlyList<OfficialExtension>?> FindExtensionsAsync(ReleaseVersion release, CancellationToken cancellationToken) =>
        TryAsync($"extensions of {release.Tag}", () => catalogs.GetExtensionsAsync(release, cancellationToken));

    /// <summary>The overlays of a version; null when they cannot be read.</summary>
    public Task<IReadOnlyList<OfficialOverlay>?> FindOverlaysAsync(ReleaseVersion release, CancellationToken cancellationToken) =>
        TryAsync($"overlays of {release.Tag}", () => catalogs.GetOverlaysAsync(release, cancellationToken));

    /// <summary>The names of the talosctl programs of a version; none where they are not offered, or cannot be read.</summary>
    public async Task<IReadOnlyList<string>> FindTalosctlAsync(ReleaseVersion release, CancellationToken cancellationToken)
    {
        if (!release.Quirks.SupportsFactoryTalosctlDownload)
        {
            return [];
        }

        var files = await TryAsync($"talosctl programs of {release.Tag}", () => FindTalosctlFilesAsync(release, cancellationToken)).ConfigureAwait(false);
        return [.. (files ?? []).Where(name => name.StartsWith("talosctl-", StringComparison.Ordinal))];
    }

    async Task<IReadOnlyList<string>> FindTalosctlFilesAsync(ReleaseVersion release, CancellationToken cancellationToken)
    {
        try
        {
            return await catalogs.GetTalosctlAsync(release, cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException exception) when (exception.DiagnosticId == DiagnosticIds.ImageNotFound)
        {
            return []; // A registry may hold releases without their talosctl programs.
        }
    }

    async Task<IReadOnlyList<T>?> TryAsync<T>(string what, Func<Task<IReadOnlyList<T>>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TalosBootException or HttpRequestException or TimeoutException)
        {
            Log.ReleaseUnreadable(logger, what, exception);
            return null;
        }
    }
}
