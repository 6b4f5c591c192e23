using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Registry;

public sealed partial class RegistryClient
{
    /// <summary>
    /// Finds the digest of the manifest or index of a reference, or of the image for a platform in it. Where a registry refuses to tell it alone, or does
    /// not tell enough, the manifest is fetched.
    /// </summary>
    /// <param name="reference">The reference.</param>
    /// <param name="platform">The platform to choose from an index; null for the digest of the index itself.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <exception cref="RegistryException">
    /// There is none (TB2002), none for the platform (TB2004), or the registry fails: see the remarks of this type.
    /// </exception>
    /// <exception cref="ContentMismatchException">A manifest is not what its digest says (TB2101).</exception>
    public async Task<Digest> ResolveDigestAsync(
        ImageReference reference, OciPlatform? platform = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        if (platform is not null)
        {
            return await ResolveDigestAsync(await GetManifestAsync(reference, cancellationToken).ConfigureAwait(false), reference, platform, cancellationToken)
                .ConfigureAwait(false);
        }

        try
        {
            return (await HeadManifestAsync(reference, cancellationToken).ConfigureAwait(false)).Digest;
        }
        catch (RegistryException exception) when (exception.Status is not null)
        {
            Log.AskingForWhole(_options.Logger, reference.Registry, exception.Message);
        }

        return (await GetManifestAsync(reference, cancellationToken).ConfigureAwait(false)).Descriptor.Digest;
    }

    async Task<Digest> ResolveDigestAsync(
        RegistryManifest manifest, ImageReference reference, OciPlatform platform, CancellationToken cancellationToken)
    {
        var name = reference.ToString();
        for (var depth = 1; OciMediaTypes.IsIndex(manifest.Descriptor.MediaType); depth++)
        {
            ImageResolver.CheckDepth(depth, _options.Limits, name);
            var child = ImageResolver.Choose(OciDocuments.ReadIndex(manifest.Content.ToArray(), name), platform, name);
            manifest = await GetChildAsync(reference, child, cancellationToken).ConfigureAwait(false);
        }

        return manifest.Descriptor.Digest;
    }
}
