using TalosBoot.Archives.Trees;
using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Oci;
using TalosBoot.Oci.Building;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Model;
using TalosBoot.Overlays;
using TalosBoot.Profiles;
using TalosBoot.Schematics;
using TalosBoot.Testing;
using TalosBoot.Tests.Assets;
using TalosBoot.Tests.Overlays;

namespace TalosBoot.Tests.Planning;

/// <summary>Which overlay a request means, by which rules it is installed, and what its profiles add.</summary>
public sealed class OverlayRequestTests
{
    const string Board = "rpi_generic";

    [Test]
    public async Task An_overlay_of_a_catalog_with_digests_is_installed_as_its_release_does()
    {
        using var spool = new ContentSpool();
        await using var engine = DemoEngine.Create(options => options.Images = OverlayImages.Create(spool, Profile("bootloader: grub")));
        using var asset = await Describe(engine).AsCommandLine().UseOverlay(Board, ContainerAsset.None).PlanAsync();
        Assert.That(asset.Profile.Overlay!.Image.ImageRef, Does.StartWith("ghcr.io/siderolabs/sbc-raspberrypi:v0.1.4@sha256:"));
        Assert.That(asset.Overlay!.Provider, Is.EqualTo(OverlayProvider.BoardTable));
        Assert.That(asset.Overlay.Reason, Does.Contain("release v0.1.4 of siderolabs/sbc-raspberrypi"));
    }

    [Test]
    public async Task A_copy_under_another_name_is_what_it_is_a_copy_of()
    {
        await using var engine = DemoEngine.Create();
        var copy = ContainerAsset.FromTree(Tree(Profile("bootloader: grub")), "copy");
        using var asset = await Describe(engine).AsCommandLine().UseOverlay(Board, copy with { MirrorOf = "ghcr.io/siderolabs/sbc-raspberrypi:v0.1.2" }).PlanAsync();
        Assert.That(asset.Overlay!.Reason, Does.Contain("release v0.1.2 of siderolabs/sbc-raspberrypi"));
        using var other = await Describe(engine).AsCommandLine().UseOverlay(Board, copy).PlanAsync();
        Assert.That(other.Overlay!.Reason, Does.Contain("the image has no reference"));
    }

    [TestCase("bootloader: grub", false)]
    [TestCase("bootloader: none", true)]
    public async Task A_disk_image_without_a_base_profile_has_the_bootloader_of_its_overlay_or_GRUB(string line, bool warned)
    {
        await using var engine = DemoEngine.Create();
        var request = await Describe(engine).UseOverlay(Board, ContainerAsset.FromTree(Tree(Profile(line)), "sbc")).AsDiskImage().ResolveAsync();
        Assert.That(request.Profile.Output.ImageOptions!.Bootloader, Is.EqualTo(BootloaderKind.Grub));
        Assert.That(request.Warnings.Any(warning => warning.Id == DiagnosticIds.OverlayBootloaderForced), Is.EqualTo(warned));
        var chosen = await Describe(engine).UseOverlay(Board, ContainerAsset.FromTree(Tree(Profile(line)), "sbc"))
            .AsDiskImage(new ProfileImageOptions { DiskFormat = DiskFormat.Raw, DiskSize = 1306525696, Bootloader = BootloaderKind.SdBoot }).ResolveAsync();
        Assert.That(chosen.Profile.Output.ImageOptions!.Bootloader, Is.EqualTo(BootloaderKind.SdBoot), "What is said counts.");
    }

    [Test]
    public async Task The_bootloader_of_an_overlay_that_a_schematic_replaces_does_not_count()
    {
        using var spool = new ContentSpool();
        await using var engine = DemoEngine.Create(options => options.Images = OverlayImages.Create(spool, Profile("bootloader: grub")));
        var own = ContainerAsset.FromTree(Tree(Profile("bootloader: sd-boot")), "own");
        var request = await Describe(engine).UseOverlay(Board, own).UseSchematic($"overlay: {{name: {Board}}}").AsDiskImage().ResolveAsync();
        Assert.That(request.Profile.Output.ImageOptions!.Bootloader, Is.EqualTo(BootloaderKind.Grub));
    }

    [Test]
    public async Task An_overlay_whose_own_profile_names_a_version_without_overlays_is_refused()
    {
        await using var engine = DemoEngine.Create();
        var image = ContainerAsset.FromTree(Tree($"version: v1.6.0\n{Profile("bootloader: grub")}"), "old");
        Assert.That(
            async () => await engine.CreateAsset().ForArchitecture(Architecture.Arm64).UseBaseProfile(Board).UseOverlay(Board, image).ResolveAsync(),
            Throws.InstanceOf<UnsupportedByTalosException>().With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(DiagnosticIds.OverlayNotSupported));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_schematic_replaces_the_overlay_and_the_image_that_an_installer_carries(bool first)
    {
        using var spool = new ContentSpool();
        await using var engine = DemoEngine.Create(options => options.Images = OverlayImages.Create(spool, Profile("bootloader: grub")));
        var own = ContainerAsset.FromTree(Tree(Profile("bootloader: none")), "own");
        var builder = Describe(engine).AsInstaller();
        builder = first
            ? builder.UseSchematic($"overlay: {{name: {Board}}}").UseOverlay(Board, own)
            : builder.UseOverlay(Board, own).UseSchematic($"overlay: {{name: {Board}}}");
        var request = await builder.ResolveAsync();
        Assert.That(request.Profile.Overlay!.Image.ImageRef, Does.StartWith("ghcr.io/siderolabs/sbc-raspberrypi:v0.1.4@"));
        Assert.That(request.Profile.Input.OverlayInstaller, Is.EqualTo(ContainerAsset.None), "It is that of the overlay.");
    }

    /// <summary>An Image Factory merges them for every kind that takes an overlay (factory.md 5.7).</summary>
    [TestCase(OutputKind.Installer)]
    [TestCase(OutputKind.Uki)]
    [TestCase(OutputKind.Iso)]
    [TestCase(OutputKind.Image)]
    public async Task A_schematic_brings_the_arguments_and_META_values_of_its_overlays_profile(OutputKind kind)
    {
        using var spool = new ContentSpool();
        var profile = Profile("bootloader: grub") + "customization:\n  extraKernelArgs: [of.overlay=1]\n  metaContents: [{key: 10, value: of overlay}]\n";
        await using var engine = DemoEngine.Create(options => options.Images = OverlayImages.Create(spool, profile));
        var builder = Describe(engine).UseSchematic($"overlay: {{name: {Board}}}\ncustomization: {{extraKernelArgs: [of.schematic=1]}}\n");
        var request = await (kind switch
        {
            OutputKind.Installer => builder.AsInstaller(),
            OutputKind.Uki => builder.AsUki(),
            OutputKind.Iso => builder.AsIso(),
            _ => builder.AsDiskImage(),
        }).ResolveAsync();
        Assert.That(request.Profile.Customization.ExtraKernelArgs, Is.EqualTo(new[] { "of.overlay=1", "of.schematic=1" }));
        Assert.That(request.Profile.Customization.MetaContents, Has.Count.EqualTo(kind is OutputKind.Iso or OutputKind.Image ? 1 : 0), "Others have no META.");
        if (kind == OutputKind.Image)
        {
            Assert.That(request.Profile.Output.ImageOptions!.Bootloader, Is.EqualTo(BootloaderKind.Grub));
        }
    }

    [TestCase(OutputKind.Installer)]
    [TestCase(OutputKind.Image)]
    public async Task An_overlay_without_a_version_asks_for_the_version(OutputKind kind)
    {
        await using var engine = DemoEngine.Create();
        foreach (var image in new[] { ContainerAsset.None, new ContainerAsset { ImageRef = "127.0.0.1:1/nothing:v1" } })
        {
            var builder = engine.CreateAsset().ForArchitecture(Architecture.Arm64).UseOverlay(Board, image);
            Assert.That(
                async () => await (kind == OutputKind.Image ? builder.AsDiskImage() : builder.AsInstaller()).ResolveAsync(),
                Throws.InstanceOf<ProfileValidationException>().With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(DiagnosticIds.VersionRequired));
        }
    }

    static BootAssetBuilder Describe(TalosBootEngine engine) => engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Arm64);

    static string Profile(string bootloader) =>
        $"arch: arm64\nplatform: metal\noutput:\n  kind: image\n  outFormat: .xz\n  imageOptions:\n    diskSize: 1306525696\n    diskFormat: raw\n    {bootloader}\n";

    static FileTree Tree(string profile)
    {
        var tree = StandInProgram.Image("siderolabs/sbc-raspberrypi", "v0.1.4");
        tree.SetFile($"profiles/{Board}.yaml", BlobSource.FromText(profile));
        return tree;
    }

    /// <summary>The demo release with a catalog that lists the overlay as releases do: with its digest.</summary>
    sealed class OverlayImages(ContainerImage overlay, ContainerImage catalog) : IContainerImageSource
    {
        readonly OciLayout _demo = OciLayout.Open(DemoRelease.Folder);

        public static OverlayImages Create(ContentSpool spool, string profile)
        {
            var overlay = Build(Tree(profile), spool);
            var catalog = new FileTree();
            catalog.SetFile("overlays.yaml", BlobSource.FromText(
                $"overlays:\n  - name: {Board}\n    image: ghcr.io/siderolabs/sbc-raspberrypi:v0.1.4\n    digest: {overlay.Digest}\n"));
            return new OverlayImages(overlay, Build(catalog, spool));
        }

        public ValueTask<ContainerImage> ResolveAsync(ImageReference reference, OciPlatform platform, CancellationToken cancellationToken = default) =>
            reference.Repository switch
            {
                "siderolabs/sbc-raspberrypi" => ValueTask.FromResult(overlay),
                "siderolabs/overlays" => ValueTask.FromResult(catalog),
                _ => _demo.ResolveAsync(reference, platform, cancellationToken),
            };

        static ContainerImage Build(FileTree tree, ContentSpool spool) =>
            new ContainerImageBuilder(new ImageConfig { Architecture = "arm64", OperatingSystem = "linux" })
                .AddLayer(LayerBuilder.BuildFromTree(tree, CompressionFormat.None, spool)).Build("image");
    }
}
