using Microsoft.Extensions.Logging.Abstractions;
using TalosBoot.Archives.Trees;
using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Releases;
using TalosBoot.Factory.Requests;
using TalosBoot.Oci;
using TalosBoot.Oci.Building;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Model;
using TalosBoot.Profiles;
using TalosBoot.Schematics;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Requests;

/// <summary>What the profile of an overlay adds to assets: by the rule of the engine.</summary>
[TestFixture]
internal sealed class OverlayProfilesTests
{
    const string Reference = "registry.test/siderolabs/sbc:v1";

    [TestCase(OutputKind.Installer, 0, BootloaderKind.None)]
    [TestCase(OutputKind.Uki, 0, BootloaderKind.None)]
    [TestCase(OutputKind.Iso, 1, BootloaderKind.None)]
    [TestCase(OutputKind.Image, 1, BootloaderKind.Grub)]
    public async Task META_values_come_where_there_are_any_and_the_bootloader_to_disk_images(OutputKind kind, int metaValues, BootloaderKind bootloader)
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder["layout"], """
            output: {kind: image, imageOptions: {bootloader: grub}}
            customization: {extraKernelArgs: [of.overlay=1], metaContents: [{key: 10, value: of overlay}]}
            """);
        var options = new ImageFactoryOptions
        {
            Artifacts = { CoreFolder = folder["layout"] },
            Storage = { Folder = folder["storage"] },
            ContainerSignature = { IsDisabled = true },
        };
        using var images = new ReleaseImages(options, NullLoggerFactory.Instance);
        var profile = await new OverlayProfiles(images).ApplyAsync(
            new Profile { Output = new ProfileOutput { Kind = kind } }, Reference, "board", Architecture.Arm64, default);
        Assert.That(profile.Customization.ExtraKernelArgs, Is.EqualTo(new[] { "of.overlay=1" }));
        Assert.That(profile.Customization.MetaContents, Has.Count.EqualTo(metaValues));
        Assert.That(profile.Output.ImageOptions?.Bootloader ?? BootloaderKind.None, Is.EqualTo(bootloader));
    }

    static async Task WriteAsync(string folder, string profile)
    {
        using var spool = new ContentSpool();
        var tree = new FileTree();
        tree.SetFile("profiles/board.yaml", BlobSource.FromText(profile));
        var image = new ContainerImageBuilder(new ImageConfig { Architecture = "arm64", OperatingSystem = "linux" })
            .AddLayer(LayerBuilder.BuildFromTree(tree, CompressionFormat.Gzip, spool)).Build("image");
        await OciLayoutWriter.Open(folder).AddAsync(image, OciPlatform.Linux(Architecture.Arm64), ImageReference.Parse(Reference));
    }
}
