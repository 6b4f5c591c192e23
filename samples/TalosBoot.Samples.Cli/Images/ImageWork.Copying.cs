using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci;
using TalosBoot.Oci.Registry;

namespace TalosBoot.Samples.Cli.Images;

/// <summary>Copies from registry to registry.</summary>
sealed partial class ImageWork
{
    /// <summary>Copies an image as it is: with all of its platforms where none was asked for.</summary>
    public async Task CopyAsync(string source, string image, bool noClobber, CancellationToken cancellationToken)
    {
        var (from, to) = (ImageReference.Parse(source), ImageReference.Parse(image));
        if (noClobber && await ExistsAsync(to, cancellationToken))
        {
            throw new RegistryException(DiagnosticIds.ReferenceInvalid, image, "refusing to clobber existing tag. Leave --no-clobber out to overwrite it.");
        }

        await CopyAsync(from, to, cancellationToken);
    }

    public async Task CopyAllAsync(string source, string target, bool noClobber, CancellationToken cancellationToken)
    {
        var (from, to) = (ParseRepository(source), ParseRepository(target));
        foreach (var tag in await _client.ListTagsAsync(from, cancellationToken))
        {
            if (!noClobber || !await ExistsAsync(WithTag(to, tag), cancellationToken))
            {
                await CopyAsync(WithTag(from, tag), WithTag(to, tag), cancellationToken);
            }
        }
    }

    async Task CopyAsync(ImageReference from, ImageReference to, CancellationToken cancellationToken)
    {
        if (_asked is null)
        {
            await new RegistryImageCopier(_images, _client).CopyAsync(from, to, cancellationToken);
        }
        else
        {
            await new RegistryImageWriter(_client).PushAsync(await ResolveAsync(from, cancellationToken), to, from, null, cancellationToken);
        }
    }

    async Task<bool> ExistsAsync(ImageReference reference, CancellationToken cancellationToken)
    {
        try
        {
            await _client.HeadManifestAsync(reference, cancellationToken);
            return true;
        }
        catch (RegistryException exception) when (exception.Status == System.Net.HttpStatusCode.NotFound)
        {
            return false;
        }
    }
}
