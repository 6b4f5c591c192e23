using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Registry.Push;

/// <summary>Keeps what is about a manifest in a tag, for registries that do not keep it themselves (docs/formats/oci.md).</summary>
internal sealed class ReferrerTag(RegistryClient client, ImageReference repository)
{
    /// <summary>The tag with what is about a manifest.</summary>
    public static ImageReference Of(ImageReference repository, Digest subject) => ImageReference.Parse(
        $"{repository.Registry}/{repository.Repository}:sha256-{subject.Hex}");

    /// <summary>What a manifest is about, and how it is listed there; null when it is about nothing.</summary>
    public static (Digest Subject, OciDescriptor Entry)? Read(OciDescriptor descriptor, ReadOnlySpan<byte> content, string source)
    {
        if (OciMediaTypes.IsIndex(descriptor.MediaType))
        {
            var index = OciDocuments.ReadIndex(content, source);
            return index.Subject is null ? null
                : (index.Subject.Digest, descriptor with { ArtifactType = index.ArtifactType, Annotations = index.Annotations });
        }

        if (!OciMediaTypes.IsManifest(descriptor.MediaType))
        {
            return null;
        }

        var manifest = OciDocuments.ReadManifest(content, source);
        return manifest.Subject is null ? null
            : (manifest.Subject.Digest, descriptor with
            {
                ArtifactType = manifest.ArtifactType ?? manifest.Config.MediaType,
                Annotations = manifest.Annotations,
            });
    }

    /// <summary>Adds an entry, unless the registry turns out to keep it, or the tag has it.</summary>
    public async Task AddAsync((Digest Subject, OciDescriptor Entry) referrer, CancellationToken cancellationToken)
    {
        var subject = repository.WithDigest(referrer.Subject);
        if (await client.FindReferrersAsync(subject, null, isForPush: true, cancellationToken).ConfigureAwait(false) is not null)
        {
            return;
        }

        var tag = Of(repository, referrer.Subject);
        var entries = await ReadAsync(tag, isForPush: true, cancellationToken).ConfigureAwait(false);
        if (entries.Any(entry => entry.Digest == referrer.Entry.Digest))
        {
            return;
        }

        var index = new OciIndex
        {
            MediaType = OciMediaTypes.Index,
            Manifests = [.. entries.Append(referrer.Entry).OrderBy(entry => entry.Digest.ToString(), StringComparer.Ordinal)],
        };
        await client.PushManifestAsync(tag, OciMediaTypes.Index, GoJson.Serialize(index), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What the tag lists; nothing when there is no such tag.</summary>
    public async Task<IReadOnlyList<OciDescriptor>> ReadAsync(ImageReference tag, bool isForPush, CancellationToken cancellationToken)
    {
        RegistryManifest found;
        try
        {
            found = await client.GetManifestAsync(tag, isForPush, cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException exception) when (exception.DiagnosticId == DiagnosticIds.ImageNotFound)
        {
            return [];
        }

        return found.Descriptor.MediaType == OciMediaTypes.Index
            ? OciDocuments.ReadIndex(found.Content.Span, tag.ToString()).Manifests
            : throw new RegistryException(
                DiagnosticIds.ManifestInvalid, tag.ToString(),
                $"the tag is where referrers are listed, and holds {found.Descriptor.MediaType}. Delete the tag, or use another repository.");
    }
}
