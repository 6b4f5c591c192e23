using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci;
using TalosBoot.Oci.Building;
using TalosBoot.Oci.Model;
using TalosBoot.Oci.Registry;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Sigstore.Tests;

/// <summary>Signatures in Debian's docker-registry, pushed and found by our client.</summary>
[TestFixture]
sealed class RegistrySignatureTests
{
    static readonly OciPlatform Amd64 = OciPlatform.Parse("linux/amd64");
    static readonly RegistryOptions Options = new() { RetryDelay = TimeSpan.FromMilliseconds(1) };

    static readonly ContainerImage Image =
        new ContainerImageBuilder(new ImageConfig { Architecture = "amd64", OperatingSystem = "linux" }).Build("image");

    static readonly OciDescriptor Descriptor = new() { MediaType = Image.MediaType, Size = Image.ManifestBytes.Length, Digest = Image.Digest };

    [Test]
    public async Task Images_are_pushed_signed_and_verified([Values] bool isBundle)
    {
        using var folder = new TemporaryFolder();
        using var registry = DockerRegistry.Start(folder);
        using var client = new RegistryClient(Options);
        using var key = TestKeys.NewP256();
        var reference = ImageReference.Parse($"{registry.Host}/some/image:v1");
        var writer = new RegistryImageWriter(client);
        await writer.PushAsync(Image, reference);
        using var images = new RegistryImageSource(client);
        var verified = new VerifiedImageSource(images, new SignaturePolicy { Keys = [key.PublicKey] });
        var refusal = await Assert.ThrowsAsync<SignatureVerificationException>(async () => await verified.ResolveAsync(reference, Amd64));
        Assert.That(refusal!.DiagnosticId, Is.EqualTo(DiagnosticIds.SignatureMissing));
        if (isBundle)
        {
            var signature = ImageSignatures.SignBundle(reference, Descriptor, key, DateTimeOffset.UnixEpoch);
            await writer.PushAsync(signature, reference.WithDigest(signature.Digest));
        }
        else
        {
            await writer.PushAsync(ImageSignatures.SignSimple(reference, Image.Digest, key, DateTimeOffset.UnixEpoch), ImageSignatures.SimpleReference(reference, Image.Digest));
        }

        Assert.That((await verified.ResolveAsync(reference, Amd64)).Digest, Is.EqualTo(Image.Digest));
        Assert.That((await verified.VerifyAsync(reference)).Method, Is.EqualTo(isBundle ? "bundled: public key" : "legacy: public key"));
    }
}
