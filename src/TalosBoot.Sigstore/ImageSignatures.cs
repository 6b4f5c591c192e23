using System.Globalization;
using TalosBoot.Core.Content;
using TalosBoot.Oci;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Model;
using TalosBoot.Sigstore.Bundles;
using TalosBoot.Sigstore.Discovery;
using TalosBoot.Sigstore.Simple;

namespace TalosBoot.Sigstore;

/// <summary>
/// Signs images. A signature is an image itself, to be written to the same layout or pushed to the same repository as what it signs
/// (docs/formats/sigstore.md).
/// </summary>
public static class ImageSignatures
{
    const string Rfc3339 = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>
    /// The reference under which a signature of <see cref="SignSimple"/> is kept. A bundle has no tag of its own; where the store keeps no list of
    /// referrers, it may lie under <c>sha256-</c> and the digits.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="digest">The digest of its manifest or index.</param>
    public static ImageReference SimpleReference(ImageReference image, Digest digest)
    {
        ArgumentNullException.ThrowIfNull(image);
        return ImageReference.Parse($"{image.Registry}/{image.Repository}:{SignatureFinder.SimpleTag(digest)}");
    }

    /// <summary>Signs an image in the way that all versions of cosign verify, as a self-hosted Image Factory does.</summary>
    /// <param name="image">The name of the image.</param>
    /// <param name="digest">The digest of its manifest or index.</param>
    /// <param name="key">The key.</param>
    /// <param name="created">The time that is told of the signature; nothing depends on it.</param>
    /// <returns>An image of one layer, for <see cref="SimpleReference"/>.</returns>
    public static ContainerImage SignSimple(ImageReference image, Digest digest, SigningKey key, DateTimeOffset created)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(key);
        var payload = new SimpleSigningPayload(RepositoryNames.Of(image), digest).Write();
        var signature = Convert.ToBase64String(key.Sign(payload, System.Security.Cryptography.HashAlgorithmName.SHA256));
        var layer = Describe(SimpleSignature.MediaType, payload) with
        {
            Annotations = new Dictionary<string, string> { [SimpleSignature.SignatureAnnotation] = signature },
        };
        var config = new ImageConfig
        {
            Created = Format(created),
            History = [new ImageHistory()],
            RootFs = new ImageRootFs { DiffIds = [layer.Digest] },
        };
        var configBytes = GoJson.Serialize(config);
        var manifest = new OciManifest { MediaType = OciMediaTypes.Manifest, Config = Describe(OciMediaTypes.Config, configBytes), Layers = [layer] };
        return Assemble(SimpleReference(image, digest).Name, manifest, config, configBytes, payload);
    }

    /// <summary>Signs an image with a Sigstore bundle that refers to it, as cosign 3 does.</summary>
    /// <param name="image">The name of the image.</param>
    /// <param name="subject">The descriptor of its manifest or index.</param>
    /// <param name="key">The key.</param>
    /// <param name="created">The time that is told of the signature; nothing depends on it.</param>
    /// <returns>An artifact of one layer whose subject is the image.</returns>
    public static ContainerImage SignBundle(ImageReference image, OciDescriptor subject, SigningKey key, DateTimeOffset created)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(key);
        var statement = InTotoStatement.Write(RepositoryNames.Of(image), subject.Digest, SignaturePolicy.ImageSignaturePredicate);
        var signature = key.Sign(PreAuthentication.Encode(InTotoStatement.PayloadType, statement));
        var bundle = BundleWriter.Write(key.PublicKey, new DsseEnvelope(InTotoStatement.PayloadType, statement, signature));
        var configBytes = "{}"u8.ToArray();
        var manifest = new OciManifest
        {
            MediaType = OciMediaTypes.Manifest,
            Config = Describe("application/vnd.oci.empty.v1+json", configBytes) with { ArtifactType = BundleWriter.MediaType },
            Layers = [Describe(BundleWriter.MediaType, bundle)],
            Annotations = new Dictionary<string, string>
            {
                ["dev.sigstore.bundle.content"] = "dsse-envelope",
                ["dev.sigstore.bundle.predicateType"] = SignaturePolicy.ImageSignaturePredicate,
                ["org.opencontainers.image.created"] = Format(created),
            },
            Subject = new OciDescriptor { MediaType = subject.MediaType, Size = subject.Size, Digest = subject.Digest },
            ArtifactType = BundleWriter.MediaType,
        };
        return Assemble($"the signature of {image}", manifest, new ImageConfig(), configBytes, bundle);
    }

    static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(Rfc3339, CultureInfo.InvariantCulture);

    static OciDescriptor Describe(string mediaType, byte[] content) =>
        new() { MediaType = mediaType, Size = content.Length, Digest = Digest.Sha256(content) };

    static ContainerImage Assemble(string name, OciManifest manifest, ImageConfig config, byte[] configBytes, byte[] layer)
    {
        var manifestBytes = GoJson.Serialize(manifest);
        var descriptor = manifest.Layers[0];
        return new ContainerImage
        {
            Name = name,
            Digest = Digest.Sha256(manifestBytes),
            MediaType = OciMediaTypes.Manifest,
            Manifest = manifest,
            ManifestBytes = manifestBytes,
            Config = config,
            ConfigBytes = configBytes,
            Layers = [new ContainerLayer(new MemoryBlobStore(name, [(descriptor, BlobSource.FromBytes(layer))]), descriptor, descriptor.Digest)],
        };
    }
}
