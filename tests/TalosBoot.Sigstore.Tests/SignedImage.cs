using TalosBoot.Core.Content;
using TalosBoot.Oci;
using TalosBoot.Oci.Building;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Model;
using TalosBoot.Sigstore.Simple;
using TalosBoot.Testing;

namespace TalosBoot.Sigstore.Tests;

/// <summary>A layout with one image, and whatever signatures a test puts beside it.</summary>
sealed class SignedImage : IDisposable
{
    public static readonly ImageReference Reference = ImageReference.Parse("registry.example/some/image:v1");
    public static readonly DateTimeOffset Time = DateTimeOffset.UnixEpoch;

    readonly TemporaryFolder _folder = new();

    public string Path => _folder["layout"];

    public ContainerImage Image { get; } = new ContainerImageBuilder(new ImageConfig { Architecture = "amd64", OperatingSystem = "linux" }).Build("image");

    public OciDescriptor Descriptor => new() { MediaType = Image.MediaType, Size = Image.ManifestBytes.Length, Digest = Image.Digest };

    public static async Task<SignedImage> CreateAsync()
    {
        var signed = new SignedImage();
        await OciLayoutWriter.Open(signed.Path).AddAsync(signed.Image, new OciPlatform { OperatingSystem = "linux", Architecture = "amd64" }, Reference);
        return signed;
    }

    public Task AddAsync(ContainerImage signature, ImageReference? reference = null) =>
        OciLayoutWriter.Open(Path).AddAsync(signature, reference: reference);

    public Task SignSimpleAsync(SigningKey key) =>
        AddAsync(ImageSignatures.SignSimple(Reference, Image.Digest, key, Time), ImageSignatures.SimpleReference(Reference, Image.Digest));

    public Task SignBundleAsync(SigningKey key) => AddAsync(ImageSignatures.SignBundle(Reference, Descriptor, key, Time));

    /// <summary>Adds an artifact of one layer.</summary>
    public Task AddLayerAsync(string mediaType, byte[] content, IReadOnlyDictionary<string, string>? annotations, OciDescriptor? subject, ImageReference? reference)
    {
        var layer = new OciDescriptor { MediaType = mediaType, Size = content.Length, Digest = Digest.Sha256(content), Annotations = annotations };
        var config = "{}"u8.ToArray();
        var manifest = new OciManifest
        {
            MediaType = OciMediaTypes.Manifest,
            Config = new OciDescriptor { MediaType = "application/vnd.oci.empty.v1+json", Size = config.Length, Digest = Digest.Sha256(config) },
            Layers = [layer],
            Subject = subject,
        };
        var bytes = GoJson.Serialize(manifest);
        return AddAsync(
            new ContainerImage
            {
                Name = "artifact",
                Digest = Digest.Sha256(bytes),
                MediaType = OciMediaTypes.Manifest,
                Manifest = manifest,
                ManifestBytes = bytes,
                Config = new ImageConfig(),
                ConfigBytes = config,
                Layers = [new ContainerLayer(new MemoryBlobStore("artifact", [(layer, BlobSource.FromBytes(content))]), layer, null)],
            },
            reference);
    }

    /// <summary>Adds a signature of cosign's first kind with a payload of the test's choice.</summary>
    public Task AddSimpleAsync(byte[] payload, byte[] signature) => AddLayerAsync(
        SimpleSignature.MediaType,
        payload,
        new Dictionary<string, string> { [SimpleSignature.SignatureAnnotation] = Convert.ToBase64String(signature) },
        null,
        ImageSignatures.SimpleReference(Reference, Image.Digest));

    public Task AddBundleAsync(byte[] bundle, OciDescriptor? subject = null) =>
        AddLayerAsync("application/vnd.dev.sigstore.bundle.v0.3+json", bundle, null, subject ?? Descriptor, null);

    public VerifiedImageSource Open(params VerificationKey[] keys) => Open(new SignaturePolicy { Keys = keys });

    public VerifiedImageSource Open(SignaturePolicy policy) => new(OciLayout.Open(Path), policy);

    public void Dispose() => _folder.Dispose();
}
