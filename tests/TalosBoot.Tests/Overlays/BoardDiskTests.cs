using System.Text.Json;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Overlays;
using TalosBoot.Overlays.Programs;
using TalosBoot.Profiles;
using TalosBoot.Testing;
using TalosBoot.Tests.Assets;
using TalosBoot.Yaml;

namespace TalosBoot.Tests.Overlays;

/// <summary>Disk images of one board of each family, made from the overlay images of the demo release with Debian's U-Boot.</summary>
public sealed class BoardDiskTests
{
    const string Version = "v1.9.3";
    const int ChunkLength = 4 * 1024 * 1024;
    const int SectorSize = 512;

    [TestCase("sbc-raspberrypi:v0.2.0", "rpi_generic")]
    [TestCase("sbc-rockchip:v0.2.0", "rock4se")]
    [TestCase("sbc-rockchip:v0.2.0", "rock5b")]
    [TestCase("sbc-allwinner:v0.1.5", "pine64")]
    [TestCase("sbc-jetson:v0.1.5", "jetson_nano")]
    [Platform("Linux")]
    public async Task The_table_of_boards_and_the_program_of_the_image_make_the_same_disk(string image, string board)
    {
        using var folder = new TemporaryFolder();
        CopyAlone(image, folder["copy"]);
        await using var engine = DemoEngine.Create(options => options.OverlayPrograms = new OverlayProgramOptions());
        using var native = await Describe(engine, board, new ContainerAsset { ImageRef = $"ghcr.io/siderolabs/{image}", OciPath = folder["copy"] }).PlanAsync();
        using var program = await Describe(engine, board, new ContainerAsset { ImageRef = "example.com/own/board:v1", OciPath = folder["copy"] }).PlanAsync();
        Assert.That((native.Overlay!.Provider, program.Overlay!.Provider), Is.EqualTo((OverlayProvider.BoardTable, OverlayProvider.Program)));
        Assert.That(native.KernelCommandLine, Is.EqualTo(program.KernelCommandLine));
        Assert.That(FirstDifference(native.Content, program.Content), Is.Null);
    }

    [TestCase("rpi_generic", -1)]
    [TestCase("rpi_generic", (long)int.MaxValue + 1)]
    [TestCase("rpi_generic", 1L << 55)]
    [TestCase("metal", -1)]
    [TestCase("metal", 1L << 55)]
    public async Task An_offset_that_no_disk_has_is_refused(string profile, long offset)
    {
        await using var engine = DemoEngine.Create(options => options.FindOverlay = _ => new FarOverlay(offset));
        var failure = (await Assert.ThrowsAsync<OverlayException>(() => Describe(engine, profile, RaspberryPi).PlanAsync()))!;
        Assert.That(failure.DiagnosticId, Is.EqualTo(DiagnosticIds.OverlayAnswerInvalid));
        Assert.That(failure.Name, Is.EqualTo(profile));
        Assert.That(failure.Message, Does.Contain($"{offset} sectors").And.Contain($"0 to {int.MaxValue}"));
    }

    [Test]
    public async Task An_offset_beyond_the_disk_is_refused_as_a_layout()
    {
        await using var engine = DemoEngine.Create(options => options.FindOverlay = _ => new FarOverlay(int.MaxValue));
        await Assert.ThrowsAsync<LayoutException>(() => Describe(engine, "rpi_generic", RaspberryPi).PlanAsync());
    }

    [Test]
    public void A_difference_between_disks_is_found()
    {
        var disk = BlobSource.Concat(BlobSource.Zeros(1 << 30), BlobSource.FromBytes(new byte[] { 1, 2 }), BlobSource.Zeros(1 << 30));
        Assert.That(
            FirstDifference(disk, BlobSource.Concat(BlobSource.Zeros(1 << 30), BlobSource.FromBytes(new byte[] { 1 }), BlobSource.Zeros((1 << 30) + 1))),
            Is.EqualTo((1 << 30) + 1));
        Assert.That(FirstDifference(disk, disk), Is.Null);
    }

    [TestCase("sbc-rockchip:v0.2.0", "rock4se", "u-boot-rockchip", "rock-4se-rk3399/u-boot-rockchip.bin", 64)]
    [TestCase("sbc-allwinner:v0.1.5", "pine64", "u-boot-sunxi", "pine64_plus/u-boot-sunxi-with-spl.bin", 16)]
    public async Task Debians_U_Boot_is_where_the_boot_ROM_of_the_board_reads_it(string image, string board, string package, string file, int sector)
    {
        var loader = await File.ReadAllBytesAsync(DemoPackages.RequireFile("arm64", package, $"usr/lib/u-boot/{file}"));
        await using var engine = DemoEngine.Create();
        using var asset = await Describe(engine, board, new ContainerAsset { ImageRef = $"ghcr.io/siderolabs/{image}" }).PlanAsync();
        Assert.That(asset.Content.Slice(sector * SectorSize, loader.Length).ToArray(), Is.EqualTo(loader));
    }

    [TestCase("sbc-rockchip:v0.2.0", "rock4se", "u-boot-rockchip", "rock-4se-rk3399/rk3399-rock-4se.dtb", "dtb/rockchip/rk3399-rock-4se.dtb", 22528)]
    [TestCase("sbc-allwinner:v0.1.5", "pine64", "u-boot-sunxi", "pine64_plus/sun50i-a64-pine64-plus.dtb", "dtb/allwinner/sun50i-a64-pine64-plus.dtb", 4096)]
    [TestCase("sbc-raspberrypi:v0.2.0", "rpi_generic", "u-boot-rpi", "rpi_arm64/u-boot.bin", "u-boot.bin", 2048)]
    public async Task What_U_Boot_or_the_firmware_loads_is_on_the_EFI_system_partition(
        string image, string board, string package, string file, string path, long firstSector)
    {
        using var folder = new TemporaryFolder();
        var original = DemoPackages.RequireFile("arm64", package, $"usr/lib/u-boot/{file}");
        await using var engine = DemoEngine.Create();
        using var asset = await Describe(engine, board, new ContainerAsset { ImageRef = $"ghcr.io/siderolabs/{image}" }).PlanAsync();
        await asset.WriteToFileAsync(folder["disk.raw"]);
        Assert.That(
            ForeignTool.Run("mtype", "-i", $"{folder["disk.raw"]}@@{firstSector * SectorSize}", $"::/{path}").OutputBytes,
            Is.EqualTo(await File.ReadAllBytesAsync(original)));
    }

    static ContainerAsset RaspberryPi { get; } = new() { ImageRef = "ghcr.io/siderolabs/sbc-raspberrypi:v0.2.0" };

    /// <summary>Makes a layout of one image, whose index.json is the index of the image itself, as the Image Factory hands images over.</summary>
    static void CopyAlone(string image, string folder)
    {
        ForeignTool.Run("skopeo", "copy", "--quiet", "--all", $"oci:{DemoRelease.Folder}:ghcr.io/siderolabs/{image}", $"oci:{folder}:v1");
        var path = Path.Combine(folder, "index.json");
        using var named = JsonDocument.Parse(File.ReadAllBytes(path));
        var index = named.RootElement.GetProperty("manifests").EnumerateArray().Single().GetProperty("digest").GetString()!["sha256:".Length..];
        File.Copy(Path.Combine(folder, "blobs", "sha256", index), path, overwrite: true);
    }

    static BootAssetBuilder Describe(TalosBootEngine engine, string board, ContainerAsset overlay) => engine
        .CreateAsset(new Profile { BaseProfileName = board, Version = Version, Arch = "arm64" }).UseOverlay(board, overlay).PackagedAs(OutFormat.Raw);

    /// <summary>The first byte in which two disks differ; null where they are equal. Only what either has data in is read.</summary>
    static long? FirstDifference(BlobSource left, BlobSource right)
    {
        Assert.That(left.Length, Is.EqualTo(right.Length));
        var (leftBytes, rightBytes) = (new byte[ChunkLength], new byte[ChunkLength]);
        foreach (var extent in left.Extents.Concat(right.Extents).OrderBy(extent => extent.Offset))
        {
            for (var offset = extent.Offset; offset < extent.Offset + extent.Length; offset += ChunkLength)
            {
                var length = (int)Math.Min(ChunkLength, extent.Offset + extent.Length - offset);
                left.Read(offset, leftBytes.AsSpan(0, length));
                right.Read(offset, rightBytes.AsSpan(0, length));
                var same = leftBytes.AsSpan(0, length).CommonPrefixLength(rightBytes.AsSpan(0, length));
                if (same < length)
                {
                    return offset + same;
                }
            }
        }

        return null;
    }

    sealed class FarOverlay(long offset) : IOverlay
    {
        public ValueTask<OverlayOptions> GetOptionsAsync(YamlMapping options, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(new OverlayOptions { PartitionOffset = offset });

        public ValueTask InstallAsync(OverlayInstallContext context, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;
    }
}
