using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Oci;
using TalosBoot.Oci.Registry;

namespace TalosBoot.Samples.Cli;

/// <summary>The Talos version for those who name none: upstream's imager takes that of its own image, and this program is of no release.</summary>
static class NewestRelease
{
    static readonly ImageReference Imager = ImageReference.Parse("ghcr.io/siderolabs/imager");

    /// <summary>Finds the newest release that there is an imager image of; a version that is none only where there is nothing else.</summary>
    /// <param name="layout">The folder of <c>--images</c>; null for the registry.</param>
    /// <param name="registry">How the registry is asked.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The version, or null where none is found.</returns>
    /// <exception cref="RegistryException">The registry cannot be asked.</exception>
    public static async Task<string?> FindAsync(string? layout, RegistryOptions registry, CancellationToken cancellationToken)
    {
        var tags = layout is null ? await ListTagsAsync(registry, cancellationToken) : ImageFolder.Open(layout).ListTags(Imager);
        return tags.Select(TalosVersion.Parse).Where(version => version.IsParsable)
            .OrderBy(version => version.Text.Contains('-', StringComparison.Ordinal) ? 0 : 1).ThenBy(version => version).LastOrDefault().Text is { Length: > 0 } text ? text : null;
    }

    static async Task<IEnumerable<string>> ListTagsAsync(RegistryOptions registry, CancellationToken cancellationToken)
    {
        using var client = new RegistryClient(registry);
        return await client.ListTagsAsync(Imager, cancellationToken);
    }
}
