using System.Collections.Concurrent;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Factory.Releases;
using TalosBoot.Factory.Work;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;
using TalosBoot.Profiles.Resolving;

namespace TalosBoot.Factory.Requests;

/// <summary>What overlays add to the profiles of assets: the file <c>profiles/NAME.yaml</c> of their images.</summary>
internal sealed class OverlayProfiles(ReleaseImages images)
{
    const int LongestProfile = 1 << 20;

    readonly ConcurrentDictionary<(string Reference, string Name, Architecture Architecture), Profile> _known = new();
    readonly SingleFlight<(string Reference, string Name, Architecture Architecture), Profile> _reads = new();

    /// <summary>Merges what an overlay says into a profile.</summary>
    public async Task<Profile> ApplyAsync(
        Profile profile, string reference, string name, Architecture architecture, CancellationToken cancellationToken)
    {
        var key = (reference, name, architecture);
        if (!_known.TryGetValue(key, out var overlay))
        {
            overlay = await _reads.RunAsync(key, async () => _known[key] = await ReadAsync(reference, name, architecture).ConfigureAwait(false), cancellationToken)
                .ConfigureAwait(false);
        }

        return ProfileResolver.MergeOverlayProfile(profile, overlay);
    }

    async Task<Profile> ReadAsync(string reference, string name, Architecture architecture)
    {
        using var spool = new ContentSpool();
        var tree = await images.ReadAsync(reference, architecture, spool, CancellationToken.None).ConfigureAwait(false);
        var path = $"profiles/{name}.yaml";
        if (name.Contains('/', StringComparison.Ordinal) || tree.Find(path) is not RegularFile file || file.Content.Length > LongestProfile)
        {
            throw new ExtensionException(
                DiagnosticIds.ExtensionCatalogInvalid, reference, path, "the overlay image has no profile of that name, or it is too long. Check the release.");
        }

        return ProfileReader.Read(System.Text.Encoding.UTF8.GetString(file.Content.ToArray()));
    }
}
