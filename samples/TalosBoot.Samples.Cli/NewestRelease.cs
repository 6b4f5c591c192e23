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
    /// <param name="warn">Is told when the registry cannot be asked. No version is known then, and the check of the profile says that one must be given.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>The version, or null where none is found.</returns>
    public static async Task<string?> FindAsync(string? layout, RegistryOptions registry, Action<string> warn, CancellationToken cancellationToken)
    {
        var tags = layout is null ? await ListTagsAsync(registry, warn, cancellationToken) : ImageFolder.Open(layout).ListTags(Imager);
        return tags.Select(TalosVersion.Parse).Where(version => version.IsParsable)
            .OrderBy(version => version.Text.Contains('-', StringComparison.Ordinal) ? 0 : 1).ThenBy(version => version).LastOrDefault().Text is { Length: > 0 } text ? text : null;
    }

    static async Task<IEnumerable<string>> ListTagsAsync(RegistryOptions registry, Action<string> warn, CancellationToken cancellationToken)
    {
        using var client = new RegistryClient(registry);
        try
        {
            return await client.ListTagsAsync(Imager, cancellationToken);
        }
        catch (RegistryException exception)
        {
            warn($"the newest release is not known: {exception.Message}");
            return [];
        }
    }
}
