using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Disks.Meta;
using TalosBoot.Disks.PartitionTables;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Resolving;
using TalosBoot.Schematics;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Disks;

/// <summary>Every built-in disk profile, its packing, and what is refused.</summary>
public sealed class DiskProfileTests
{
    const long Mebibyte = 1024 * 1024;

    DiskEngine _engine = null!;

    [OneTimeSetUp]
    public void Create() => _engine = new DiskEngine();

    [OneTimeTearDown]
    public async Task DisposeAsync() => await _engine.DisposeAsync();

    static IEnumerable<string> Profiles => BuiltInProfiles.Names.Where(
        name => BuiltInProfiles.TryFind(name, out var profile) && profile.Output.Kind == OutputKind.Image);

    [TestCaseSource(nameof(Profiles))]
    public async Task A_built_in_profile_is_laid_out_for_both_architectures(string name)
    {
        BuiltInProfiles.TryFind(name, out var profile);
        foreach (var version in new[] { "v1.9.5", "v1.13.0" })
        {
            foreach (var architecture in new[] { Architecture.Amd64, Architecture.Arm64 })
            {
                using var asset = await _engine.Describe(name, version, architecture).PlanAsync();
                var packed = profile!.Output.OutFormat != OutFormat.Raw || profile.Output.ImageOptions!.DiskFormat == DiskFormat.Ova;
                Assert.That(asset.Size is null, Is.EqualTo(packed), $"{version} {architecture}");
                Assert.That(asset.FileName, Does.StartWith($"{profile.Platform}-{architecture.ToName()}"));
                if (packed)
                {
                    Assert.That(() => asset.Content, Throws.InvalidOperationException);
                }
            }
        }
    }

    static IEnumerable<string> ProfilesWithAFormat => Profiles.Where(
        name => BuiltInProfiles.TryFind(name, out var profile) && profile.Output.ImageOptions!.DiskFormat is not (DiskFormat.Raw or DiskFormat.Unknown));

    [TestCaseSource(nameof(ProfilesWithAFormat))]
    public async Task Qemu_finds_the_raw_disk_in_the_format_of_a_cloud(string name)
    {
        using var folder = new TemporaryFolder();
        using var asset = await _engine.Describe(name, "v1.13.0").PackagedAs(OutFormat.Raw).PlanAsync();
        using var raw = await _engine.Describe(name, "v1.13.0").PackagedAs(OutFormat.Raw)
            .AsDiskImage(new ProfileImageOptions { DiskFormat = DiskFormat.Raw }).PlanAsync();
        await raw.WriteToFileAsync(folder["raw"]);
        await asset.WriteToFileAsync(folder["image"]);
        var (format, image) = asset.Profile.Output.ImageOptions!.DiskFormat switch
        {
            DiskFormat.Qcow2 => ("qcow2", folder["image"]),
            DiskFormat.Vhd => ("vpc", folder["image"]),
            _ => ("vmdk", Unpack(folder)),
        };
        if (format != "vpc")
        {
            ForeignTool.Run("qemu-img", "check", "-f", format, image); // It has no check for a VHD.
        }

        ForeignTool.Run("qemu-img", "compare", "-f", "raw", "-F", format, folder["raw"], image);
    }

    static string Unpack(TemporaryFolder folder)
    {
        ForeignTool.Run("tar", "-xf", folder["image"], "-C", folder.Path, "--wildcards", "--transform", "s/.*/disk.vmdk/", "*.vmdk");
        return folder["disk.vmdk"];
    }

    [TestCase(OutFormat.Zst, "zstd", "-t")]
    [TestCase(OutFormat.Xz, "xz", "-t")]
    [TestCase(OutFormat.Gz, "gzip", "-t")]
    [TestCase(OutFormat.TarGz, "gzip", "-t")]
    public async Task A_packed_disk_is_sound_and_the_same_in_a_file_a_stream_and_memory(OutFormat format, string tool, string test)
    {
        using var folder = new TemporaryFolder();
        using var asset = await _engine.Describe("secureboot-metal", "v1.10.0").PackagedAs(format).PlanAsync();
        var progress = new RecordingProgress();
        var result = await asset.WriteToFileAsync(folder[asset.FileName], progress);
        Assert.That(result.Size, Is.EqualTo(new FileInfo(folder[asset.FileName]).Length));
        Assert.That(progress.Reports.Select(report => report.BytesDone), Is.Ordered);
        ForeignTool.Run(tool, test, folder[asset.FileName]);
        await using (var stream = File.Create(folder["stream"]))
        {
            await asset.WriteToStreamAsync(stream);
        }

        Assert.That(asset.Size, Is.Null);
        var content = await asset.PackAsync();
        Assert.That(asset.Size, Is.EqualTo(result.Size));
        var expected = Digest.Sha256(BlobSource.FromFile(folder[asset.FileName]));
        Assert.That(Digest.Sha256(content), Is.EqualTo(expected));
        Assert.That(Digest.Sha256(BlobSource.FromFile(folder["stream"])), Is.EqualTo(expected));
    }

    [Test]
    public async Task Meta_values_lie_in_their_partition_beside_what_the_bootloader_needs()
    {
        using var asset = await _engine.Describe("metal", "v1.13.0").PackagedAs(OutFormat.Raw)
            .Customize(custom => custom.AddMetaValue(10, "network").AddMetaValue(12, "first").AddMetaValue(12, "second")).PlanAsync();
        var meta = GptReader.Read(asset.Content).Partitions.Single(partition => partition.Name == "META").Content;
        Assert.That(
            MetaPartition.Read(meta).Select(record => (record.Tag, System.Text.Encoding.UTF8.GetString(record.Value.Span))),
            Is.EqualTo(new[] { (10U, "network"), (12U, "second"), (17U, "dual-boot") }));
    }

    [Test]
    public async Task What_cannot_be_is_refused_before_any_work()
    {
        await AssertRefusedAsync(new ProfileImageOptions { DiskSize = 5 * Mebibyte, DiskFormat = DiskFormat.Raw }, DiagnosticIds.PartOutOfBounds);
        await AssertRefusedAsync(new ProfileImageOptions { DiskSize = -5, DiskFormat = DiskFormat.Raw, Bootloader = BootloaderKind.SdBoot }, DiagnosticIds.PartOutOfBounds);
        await AssertRefusedAsync(new ProfileImageOptions { DiskSize = long.MaxValue, DiskFormat = DiskFormat.Raw }, DiagnosticIds.DiskSizeUnsupported);
        await AssertRefusedAsync(Disk(DiskFormat.Qcow2) with { DiskSize = (9000 * Mebibyte) + 1 }, DiagnosticIds.DiskSizeUnsupported);
        await AssertRefusedAsync(
            Disk(DiskFormat.Qcow2) with { DiskSize = 200_000 * Mebibyte, DiskFormatOptions = "cluster_size=512" }, DiagnosticIds.DiskSizeUnsupported);
        await AssertRefusedAsync(Disk(DiskFormat.Vhd) with { DiskSectorSize = 4096 }, DiagnosticIds.InvalidDiskFormat);
        await AssertRefusedAsync(Disk(DiskFormat.Ova) with { DiskSectorSize = 4096 }, DiagnosticIds.InvalidDiskFormat);
        await AssertRefusedAsync(Disk(DiskFormat.Raw) with { DiskSectorSize = 2048 }, DiagnosticIds.InvalidDiskSectorSize);
        await AssertRefusedAsync(Disk(DiskFormat.Qcow2) with { DiskFormatOptions = "cluster_size=9k" }, DiagnosticIds.InvalidDiskFormatOption);
        await AssertRefusedAsync(Disk(DiskFormat.Qcow2) with { DiskFormatOptions = "backing_file=/etc/passwd" }, DiagnosticIds.InvalidDiskFormatOption);
        await AssertRefusedAsync(
            Disk(DiskFormat.Raw) with { Bootloader = BootloaderKind.DualBoot }, DiagnosticIds.BootloaderNotPossible, architecture: Architecture.Arm64);
        await AssertRefusedAsync(Disk(DiskFormat.Raw) with { Bootloader = BootloaderKind.SdBoot }, DiagnosticIds.UkiNotSupported, version: "v1.4.8");
        await AssertRefusedAsync(
            Disk(DiskFormat.Vhd) with { DiskSize = (9000 * Mebibyte) + 512, DiskFormatOptions = "subformat=fixed,force_size" },
            DiagnosticIds.DiskSizeUnsupported, platform: "azure");
    }

    [TestCase("v1.9.5", "BOOT")]
    [TestCase("v1.10.0", "EFI")]
    public async Task Files_that_do_not_fit_their_partition_are_refused_with_what_they_need(string version, string partition)
    {
        var request = _engine.Describe("metal", version, Architecture.Arm64).UseInitramfs(BlobSource.Zeros(1200 * Mebibyte)).PackagedAs(OutFormat.Raw);
        var failure = await Assert.CatchAsync<LayoutException>(async () => (await request.PlanAsync()).Dispose());
        Assert.That(failure!.DiagnosticId, Is.EqualTo(DiagnosticIds.PartOutOfBounds));
        Assert.That(failure.Needed, Is.GreaterThan(1200 * Mebibyte).And.LessThan(1300 * Mebibyte), failure.Message);
        Assert.That(failure.Available, Is.GreaterThan(900 * Mebibyte).And.LessThan(1102 * Mebibyte), failure.Message);
        Assert.That(failure.Message, Does.Contain(partition == "EFI" ? "EFI" : partition));
    }

    [Test]
    public async Task Meta_values_that_are_too_large_are_refused_without_telling_them()
    {
        var request = _engine.Describe("metal", "v1.13.0").PackagedAs(OutFormat.Raw).Customize(custom => custom.AddMetaValue(10, new string('s', 262_200)));
        var failure = await Assert.CatchAsync<LayoutException>(async () => (await request.PlanAsync()).Dispose());
        Assert.That((failure!.DiagnosticId, failure.Needed, failure.Available), Is.EqualTo((DiagnosticIds.PartOutOfBounds, 262_225L, (long)MetaPartition.Capacity)));
        Assert.That(failure.Message, Does.Not.Contain("sss"));
    }

    [Test]
    public async Task A_meta_value_with_the_key_that_ends_the_list_is_refused()
    {
        var request = _engine.Describe("metal", "v1.13.0").PackagedAs(OutFormat.Raw).Customize(custom => custom.AddMetaValue(0, "lost"));
        var failure = await Assert.CatchAsync<ProfileValidationException>(async () => (await request.PlanAsync()).Dispose());
        Assert.That(failure!.DiagnosticId, Is.EqualTo(DiagnosticIds.InvalidMetaKey));
    }

    [TestCase(3)]
    [TestCase(0.001)]
    [TestCase(200)]
    public async Task A_disk_grows_for_an_image_cache_of_any_size(double mebibytes)
    {
        var cache = new FileTree();
        for (var index = 0; index < 3; index++)
        {
            var blob = TestBytes.Noise((int)(mebibytes * Mebibyte / 3), (ulong)index);
            cache.SetFile($"blob/sha256-{Digest.Sha256(BlobSource.FromBytes(blob)).Hex}", BlobSource.FromBytes(blob));
        }

        using var folder = new TemporaryFolder();
        using var plain = await _engine.Describe("metal", "v1.13.0").PackagedAs(OutFormat.Raw).PlanAsync();
        using var asset = await _engine.Describe("metal", "v1.13.0").UseImageCache(ContainerAsset.FromTree(cache, "cache"))
            .PackagedAs(OutFormat.Raw).PlanAsync();
        var partition = GptReader.Read(asset.Content).Partitions.Single(partition => partition.Name == "IMAGECACHE").Content;
        Assert.That(asset.Size, Is.EqualTo(plain.Size + partition.Length));

        // A fifth more than the files, and no more, but for the smallest, where the file system's own structures take more.
        Assert.That(partition.Length, Is.EqualTo((mebibytes switch { 3 => 5, 200 => 240, _ => 1 }) * Mebibyte));
        await partition.WriteToFileAsync(folder["cache"]);
        ForeignTool.Run("e2fsck", "-fn", folder["cache"]);
    }

    static ProfileImageOptions Disk(DiskFormat format) => new() { DiskSize = 9000 * Mebibyte, DiskFormat = format };

    async Task AssertRefusedAsync(
        ProfileImageOptions options, string id, Architecture architecture = Architecture.Amd64, string version = "v1.13.0", string platform = "metal")
    {
        var request = _engine.Engine.CreateAsset().ForTalos(version).ForArchitecture(architecture).ForPlatform(platform).AsDiskImage(options).PackagedAs(OutFormat.Raw);
        var failure = await Assert.CatchAsync<TalosBootException>(async () => (await request.PlanAsync()).Dispose());
        Assert.That(failure!.DiagnosticId, Is.EqualTo(id), failure.Message);
    }
}
