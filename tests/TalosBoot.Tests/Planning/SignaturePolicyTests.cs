using System.Security.Cryptography;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Oci;
using TalosBoot.Oci.Layouts;
using TalosBoot.Profiles;
using TalosBoot.Sigstore;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Planning;

/// <summary>An engine with a policy uses no image whose signature it does not accept, and tells who vouched for the others.</summary>
public sealed class SignaturePolicyTests
{
    static readonly ImageReference Imager = ImageReference.Parse(DemoRelease.Reference("imager"));
    static readonly ImageReference Extension = ImageReference.Parse(DemoRelease.Reference("demo-hello", "v1.0.0"));

    TemporaryFolder _folder = null!;
    SigningKey _key = null!;
    SigningKey _other = null!;

    [SetUp]
    public async Task CreateLayoutAsync()
    {
        _folder = new TemporaryFolder();
        (_key, _other) = (NewKey(), NewKey());
        await AddAsync("layout", Imager, _key);
        await AddAsync("layout", Extension, key: null);
    }

    [TearDown]
    public void Clean()
    {
        _key.Dispose();
        _other.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task An_image_that_somebody_trusted_signed_is_used_and_its_signer_told()
    {
        await using var engine = Create(_key);
        using var asset = await Describe(engine).AsKernel().PlanAsync();
        var input = asset.Inputs.Single();
        Assert.That((input.Name, input.Signature!.Method), Is.EqualTo((Imager.ToString(), "legacy: public key")));
        Assert.That(input.Digest, Is.EqualTo(input.Signature.Digest));
    }

    [Test]
    public void An_image_that_nobody_trusted_signed_is_not_used()
    {
        using var stranger = Create(_other);
        Assert.That(async () => await Describe(stranger).AsKernel().PlanAsync(), ThrowsId(DiagnosticIds.SignatureInvalid));
        using var engine = Create(_key);
        Assert.That(
            async () => await Describe(engine).AsInitramfs().Customize(custom => custom.AddExtensionImage(Extension.ToString())).PlanAsync(),
            ThrowsId(DiagnosticIds.SignatureMissing).And.Message.Contains("demo-hello"));
    }

    [Test]
    public async Task A_layout_of_a_profile_is_held_to_the_policy_as_well()
    {
        await AddAsync("signed", Extension, _key);
        await AddAsync("unsigned", Extension, key: null);
        await using var engine = Create(_key);
        using var asset = await Request("signed").PlanAsync();
        Assert.That(asset.Inputs.Select(input => input.Signature), Is.All.Not.Null);
        Assert.That(async () => await Request("unsigned").PlanAsync(), ThrowsId(DiagnosticIds.SignatureMissing));

        BootAssetBuilder Request(string layout) =>
            Describe(engine).AsInitramfs().Customize(custom => custom.AddExtensionImage(new ContainerAsset { OciPath = _folder[layout] }));
    }

    [Test]
    public void Images_that_cannot_hold_signatures_make_no_engine_with_a_policy() => Assert.That(
        () => TalosBootEngine.Create(options =>
        {
            options.Images = new NoImages();
            options.SignaturePolicy = new SignaturePolicy { Keys = [_key.PublicKey] };
        }),
        Throws.ArgumentException.With.Message.Contains("does not hold signatures"));

    TalosBootEngine Create(SigningKey key) => TalosBootEngine.Create(options =>
    {
        options.Images = OciLayout.Open(_folder["layout"]);
        options.SignaturePolicy = new SignaturePolicy { Keys = [key.PublicKey] };
    });

    async Task AddAsync(string layout, ImageReference reference, SigningKey? key)
    {
        var image = await OciLayout.Open(DemoRelease.Folder).ResolveAsync(reference, OciPlatform.Linux(Architecture.Amd64));
        await OciLayoutWriter.Open(_folder[layout]).AddAsync(image, new OciPlatform { OperatingSystem = "linux", Architecture = "amd64" }, reference);
        if (key is not null)
        {
            await OciLayoutWriter.Open(_folder[layout]).AddAsync(
                ImageSignatures.SignSimple(reference, image.Digest, key, DateTimeOffset.UnixEpoch), platform: null, ImageSignatures.SimpleReference(reference, image.Digest));
        }
    }

    static BootAssetBuilder Describe(TalosBootEngine engine) => engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64);

    static NUnit.Framework.Constraints.EqualStringConstraint ThrowsId(string id) =>
        Throws.InstanceOf<SignatureVerificationException>().With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(id);

    static SigningKey NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return SigningKey.ParsePem(key.ExportPkcs8PrivateKeyPem());
    }

    sealed class NoImages : IContainerImageSource
    {
        public ValueTask<ContainerImage> ResolveAsync(ImageReference reference, OciPlatform platform, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException();
    }
}
