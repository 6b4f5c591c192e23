using System.Security.Cryptography;
using TalosBoot.Bundles;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Oci;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Registry;
using TalosBoot.Profiles;
using TalosBoot.Sigstore;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

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

    /// <summary>Everything is signed, but one image has the signature of another: one that is named, one that a catalog names, and the catalog itself.</summary>
    [TestCase("imager")]
    [TestCase("installer-base")]
    [TestCase("extensions")]
    [TestCase("demo-hello")]
    public async Task An_image_with_the_signature_of_another_is_not_used(string wrong)
    {
        await SignReleaseAsync("good", wrong: string.Empty);
        await SignReleaseAsync("copied", wrong);
        await using var good = Create(_key, "good");
        using var asset = await Describe(good).PlanAsync();
        Assert.That(asset.Inputs.Select(input => input.Signature), Is.All.Not.Null);
        await using var bad = Create(_key, "copied");
        Assert.That(async () => await Describe(bad).PlanAsync(), ThrowsId(DiagnosticIds.SignatureClaimMismatch).And.Message.Contains(wrong));

        BootAssetBuilder Describe(TalosBootEngine engine) =>
            SignaturePolicyTests.Describe(engine).AsInstaller().Customize(custom => custom.AddExtension("siderolabs/demo-hello"));
    }

    [Test]
    public async Task A_layout_of_a_profile_with_the_signature_of_another_image_is_not_used()
    {
        await AddAsync("copied", Extension, _key, signed: Digest.Sha256("another image"u8));
        await using var engine = Create(_key);
        Assert.That(
            async () => await Describe(engine).AsInitramfs()
                .Customize(custom => custom.AddExtensionImage(new ContainerAsset { OciPath = _folder["copied"] })).PlanAsync(),
            ThrowsId(DiagnosticIds.SignatureClaimMismatch));
    }

    [TestCase("imager")]
    [TestCase("demo-hello")]
    [TestCase("extensions")]
    public async Task A_bundle_with_the_signature_of_another_image_is_neither_made_nor_sent(string wrong)
    {
        await SignReleaseAsync("good", wrong: string.Empty);
        await SignReleaseAsync("copied", wrong);
        var policy = new SignaturePolicy { Keys = [_key.PublicKey] };
        var options = new ReleaseBundleOptions { Versions = [DemoRelease.Version], Extensions = ["siderolabs/demo-hello"] };
        Assert.That(await ReleaseBundle.CreateAsync(new VerifiedImageSource(OciLayout.Open(_folder["good"]), policy), options), Is.Not.Null);
        Assert.That(
            async () => await ReleaseBundle.CreateAsync(new VerifiedImageSource(OciLayout.Open(_folder["copied"]), policy), options),
            ThrowsId(DiagnosticIds.SignatureClaimMismatch));

        // Whoever made it did not look, so that who takes it must.
        using var folder = new TemporaryFolder();
        using var registry = DockerRegistry.Start(folder);
        using var client = new RegistryClient(new RegistryOptions());
        var bundle = await ReleaseBundle.CreateAsync(OciLayout.Open(_folder["copied"]), options);
        Assert.That(
            async () => await ReleaseBundle.ImportAsync(bundle, new VerifiedImageSource(bundle, policy), client, registry.Host),
            ThrowsId(DiagnosticIds.SignatureClaimMismatch).And.Message.Contains(wrong));
    }

    [Test]
    public void Images_that_cannot_hold_signatures_make_no_engine_with_a_policy() => Assert.That(
        () => TalosBootEngine.Create(options =>
        {
            options.Images = new NoImages();
            options.SignaturePolicy = new SignaturePolicy { Keys = [_key.PublicKey] };
        }),
        Throws.ArgumentException.With.Message.Contains("does not hold signatures"));

    TalosBootEngine Create(SigningKey key, string layout = "layout") => TalosBootEngine.Create(options =>
    {
        options.Images = OciLayout.Open(_folder[layout]);
        options.SignaturePolicy = new SignaturePolicy { Keys = [key.PublicKey] };
    });

    /// <summary>The demo release with signatures; one of its images has that of another.</summary>
    async Task SignReleaseAsync(string layout, string wrong)
    {
        // Links where they are possible: nothing of it is changed in place.
        if (ForeignTool.TryRun("cp", ["-rl", DemoRelease.Folder, _folder[layout]]).ExitCode != 0)
        {
            ForeignTool.Run("cp", "-rf", $"{DemoRelease.Folder}/.", _folder[layout]);
        }

        foreach (var (name, tag) in new[]
        {
            ("imager", DemoRelease.Version), ("installer-base", DemoRelease.Version), ("extensions", DemoRelease.Version), ("demo-hello", "v1.0.0"),
        })
        {
            var reference = ImageReference.Parse(DemoRelease.Reference(name, tag));
            var digest = OciLayout.Open(DemoRelease.Folder).Index.Manifests
                .First(entry => entry.Annotations![OciLayout.ReferenceNameAnnotation] == reference.ToString()).Digest;
            await SignAsync(layout, reference, digest, name == wrong ? Digest.Sha256("another image"u8) : digest, _key);
        }
    }

    async Task AddAsync(string layout, ImageReference reference, SigningKey? key, Digest? signed = null)
    {
        var image = await OciLayout.Open(DemoRelease.Folder).ResolveAsync(reference, OciPlatform.Linux(Architecture.Amd64));
        await OciLayoutWriter.Open(_folder[layout]).AddAsync(image, new OciPlatform { OperatingSystem = "linux", Architecture = "amd64" }, reference);
        if (key is not null)
        {
            await SignAsync(layout, reference, image.Digest, signed ?? image.Digest, key);
        }
    }

    /// <summary>Puts a signature where that of an image is looked for.</summary>
    async Task SignAsync(string layout, ImageReference reference, Digest image, Digest signed, SigningKey key) =>
        await OciLayoutWriter.Open(_folder[layout]).AddAsync(
            ImageSignatures.SignSimple(reference, signed, key, DateTimeOffset.UnixEpoch), platform: null, ImageSignatures.SimpleReference(reference, image));

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
