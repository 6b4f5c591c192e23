using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Oci;
using TalosBoot.Oci.Layouts;
using TalosBoot.Profiles;
using TalosBoot.Schematics;
using TalosBoot.Testing;
using TalosBoot.Tests.Assets;

namespace TalosBoot.Tests.Planning;

/// <summary>How a request is decided: once, idempotently, and without a look at this machine.</summary>
public sealed class RequestTests
{
    [Test]
    public void An_asset_is_of_one_kind()
    {
        using var engine = TalosBootEngine.Create();
        Assert.That(
            () => engine.CreateAsset().AsUki().AsIso(),
            Throws.InvalidOperationException.With.Message.Contains("AsUki").And.Message.Contains("AsIso"));
        Assert.That(
            async () => await engine.CreateAsset().ForTalos("v1.12.0").ForArchitecture(Architecture.Amd64).PlanAsync(),
            Throws.InstanceOf<ProfileValidationException>().With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(DiagnosticIds.OutputKindRequired));
    }

    [Test]
    public async Task Options_are_copied_when_the_engine_is_made()
    {
        var options = new TalosBootOptions { Images = OciLayout.Open(DemoRelease.Folder) };
        await using var engine = new TalosBootEngine(options);
        options.Images = null;
        options.ImagerImage = "127.0.0.1:1/nothing:{version}";
        using var asset = await Describe(engine).AsKernel().PlanAsync();
        Assert.That(asset.Size, Is.GreaterThan(1_000_000));
    }

    [Test]
    public async Task A_finalized_profile_gives_the_same_asset_again()
    {
        await using var engine = DemoEngine.Create();
        using var first = await DemoEngine.WithExtensions(engine).AsUki().PackagedAs(OutFormat.Zst).PlanAsync();
        using var second = await engine.CreateAsset(first.Profile).PlanAsync();
        Assert.That(second.Profile.Output, Is.EqualTo(first.Profile.Output));
        Assert.That(Digest.Sha256(await second.PackAsync()), Is.EqualTo(Digest.Sha256(await first.PackAsync())));
    }

    [TestCase("metal", "v1.12.0")]
    [TestCase("azure", "v1.9.0")]
    public async Task A_finalized_disk_does_not_grow_again(string platform, string version)
    {
        await using var engine = TalosBootEngine.Create();
        var builder = engine.CreateAsset().ForPlatform(platform).ForTalos(version).ForArchitecture(Architecture.Amd64).AsDiskImage();
        var once = (await builder.ResolveAsync()).Profile;
        var twice = (await engine.CreateAsset(once).ResolveAsync()).Profile;
        Assert.That(once.Output.ImageOptions!.DiskSize, Is.GreaterThan(0));
        Assert.That(twice.Output, Is.EqualTo(once.Output));
    }

    /// <summary>What nobody said is what the base profile says.</summary>
    [Test]
    public async Task A_base_profile_decides_the_platform_and_the_packing()
    {
        await using var engine = DemoEngine.Create();
        var request = await Describe(engine).UseBaseProfile("aws").ResolveAsync();
        Assert.That((request.Profile.Platform, request.Profile.Output.OutFormat, request.Profile.Output.Kind), Is.EqualTo(("aws", OutFormat.Zst, OutputKind.Image)));
        request = await Describe(engine).ForPlatform("gcp").PackagedAs(OutFormat.Xz).UseBaseProfile("aws").ResolveAsync();
        Assert.That((request.Profile.Platform, request.Profile.Output.OutFormat), Is.EqualTo(("gcp", OutFormat.Xz)));
        request = await Describe(engine).AsDiskImage().ResolveAsync();
        Assert.That((request.Profile.Platform, request.Profile.Output.OutFormat), Is.EqualTo(("metal", OutFormat.Raw)));
    }

    [Test]
    public void Secure_boot_without_a_signer_looks_at_no_file_of_this_machine()
    {
        using var engine = DemoEngine.Create();
        Assert.That(
            async () => await Describe(engine).AsUki().UseSecureBoot().PlanAsync(),
            Throws.InstanceOf<ProfileValidationException>().With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(DiagnosticIds.SignerNotSupported));
        using var imager = DemoEngine.Create(options => options.UsesSecureBootFolder = true);
        var profile = Describe(imager).AsUki().UseSecureBoot().ResolveAsync().GetAwaiter().GetResult().Profile;
        Assert.That(profile.Input.SecureBoot!.PcrSigner.KeyPath, Is.EqualTo("/secureboot/pcr-signing-key.pem"));
    }

    [Test]
    public async Task Catalogs_are_looked_up_once()
    {
        var images = new CountingImages(OciLayout.Open(DemoRelease.Folder));
        await using var engine = TalosBootEngine.Create(options => options.Images = images);
        var request = await Describe(engine).AsInitramfs().Customize(custom => custom.AddExtension("siderolabs/demo-hello")).ResolveAsync();
        using var first = await request.PlanAsync();
        using var second = await request.PlanAsync();
        Assert.That(images.Asked.Count(reference => reference.Contains("/extensions:", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(first.Inputs.Select(input => input.Name), Has.Some.Contains("demo-hello").And.Some.Contains("imager"));
        Assert.That(first.Inputs.Select(input => input.Digest), Is.All.Not.Null);
    }

    [TestCase("v1.10.0", BootloaderKind.SdBoot, "dual-boot")]
    [TestCase("v1.11.2", BootloaderKind.Grub, "dual-boot")]
    [TestCase("v1.9.0", BootloaderKind.SdBoot, "grub")]
    public void An_iso_of_a_release_without_a_choice_is_what_the_release_makes(string version, BootloaderKind chosen, string made)
    {
        var profile = new Profile
        {
            Arch = "amd64",
            Platform = "metal",
            Version = version,
            Output = new ProfileOutput { Kind = OutputKind.Iso, OutFormat = OutFormat.Raw, IsoOptions = new ProfileIsoOptions { Bootloader = chosen } },
        };
        Assert.That(TalosBoot.Planning.ResolvedRequest.Of(profile).Bootloader.ToName(), Is.EqualTo(made));
    }

    static BootAssetBuilder Describe(TalosBootEngine engine) => engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64);

    sealed class CountingImages(IContainerImageSource images) : IContainerImageSource
    {
        public List<string> Asked { get; } = [];

        public ValueTask<ContainerImage> ResolveAsync(ImageReference reference, OciPlatform platform, CancellationToken cancellationToken = default)
        {
            lock (Asked)
            {
                Asked.Add(reference.ToString());
            }

            return images.ResolveAsync(reference, platform, cancellationToken);
        }
    }
}
