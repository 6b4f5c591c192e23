using System.Globalization;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Oci.Layouts;
using TalosBoot.Profiles;
using TalosBoot.Schematics;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Assets;

/// <summary>What a build takes, and what it leaves.</summary>
[NonParallelizable]
public sealed class ResourceTests
{
    const long LargestMemory = 256L * 1024 * 1024;

    [Test]
    public async Task An_asset_of_150_MB_keeps_nothing_but_compressed_extensions_and_their_microcode()
    {
        using var folder = new TemporaryFolder();
        var spool = Directory.CreateDirectory(folder["spool"]).FullName;
        await using (var engine = DemoEngine.Create(options =>
        {
            options.Images = OciLayout.Open(DemoRelease.RealisticFolder);
            options.SpoolDirectory = spool;
            options.CacheDirectory = null;
        }))
        {
            using var asset = await DemoEngine.WithExtensions(engine).AsIso(BootloaderKind.SdBoot).PlanAsync();
            await asset.WriteToFileAsync(folder["metal-amd64.iso"]);
            Assert.That(asset.Size, Is.GreaterThan(290_000_000), "The UKI of 150 MB lies in the ISO twice.");

            // Squashfs of three extensions, the microcode of one, and the new part of the segment that holds them.
            Assert.That(SpooledBytes(spool), Is.GreaterThan(0).And.LessThan(55_000_000));
            Assert.That(Directory.GetFileSystemEntries(folder.Path), Is.EquivalentTo(new[] { spool, folder["metal-amd64.iso"] }));
        }

        Assert.That(Directory.GetFileSystemEntries(spool), Is.Empty);
    }

    [Test]
    public void The_imager_sample_builds_it_within_256_MB_of_memory()
    {
        using var folder = new TemporaryFolder();
        ForeignTool.Require("/usr/bin/time");
        var result = ForeignTool.TryRun("/usr/bin/time",
        [
            "--format=peak %M", "dotnet", Imager.ImagerProgram.Assembly, "imager", "iso", "--arch", "amd64", "--talos-version", DemoRelease.Version,
            "--bootloader", "sd-boot", "--images", DemoRelease.RealisticFolder, "--output", folder["out"],
            "--system-extension-image", DemoRelease.Reference("demo-hello", "v1.0.0"),
            "--system-extension-image", DemoRelease.Reference("demo-tools", "v1.0.0"),
            "--system-extension-image", DemoRelease.Reference("demo-ucode", "v1.0.0"),
        ]);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var peak = result.Error.Split('\n').Single(line => line.StartsWith("peak ", StringComparison.Ordinal));
        TestContext.Out.WriteLine(peak);
        Assert.That(long.Parse(peak["peak ".Length..]) * 1024, Is.LessThan(LargestMemory));
    }

    [Test]
    public async Task The_kernel_and_the_stock_initramfs_are_parts_of_the_layer_in_the_layout()
    {
        using var folder = new TemporaryFolder();
        await using var engine = DemoEngine.Create(options => (options.SpoolDirectory, options.CacheDirectory) = (folder.Path, null));
        using var kernel = await engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Arm64).AsKernel().PlanAsync();
        Assert.That(kernel.FileName, Is.EqualTo("kernel-arm64"));
        Assert.That(kernel.Size, Is.GreaterThan(1_000_000));
        Assert.That(Directory.GetFiles(folder.Path), Is.Empty);
    }

    [TestCase(OutFormat.Zst, ".zst", "zstd")]
    [TestCase(OutFormat.Gz, ".gz", "gzip")]
    [TestCase(OutFormat.Xz, ".xz", "xz")]
    public async Task Foreign_programs_unpack_what_is_packed(OutFormat format, string suffix, string tool)
    {
        using var folder = new TemporaryFolder();
        await using var engine = DemoEngine.Create();
        using var plain = await engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64).AsUki().PlanAsync();
        using var packed = await engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64).AsUki().PackagedAs(format).PlanAsync();
        Assert.That(packed.FileName, Is.EqualTo("metal-amd64-uki.efi" + suffix));
        var path = folder[packed.FileName];
        await packed.WriteToFileAsync(path);
        Assert.That(
            Digest.Sha256(ForeignTool.Run(tool, "--decompress", "--stdout", path).OutputBytes), Is.EqualTo(Digest.Sha256(plain.Content)));
    }

    /// <summary>On Linux the files of a spool have handles and no names.</summary>
    static long SpooledBytes(string folder) => OperatingSystem.IsLinux()
        ? Directory.GetFiles($"/proc/{Environment.ProcessId}/fd")
            .Where(handle => new FileInfo(handle).LinkTarget?.StartsWith(folder, StringComparison.Ordinal) ?? false)
            .Sum(handle => long.Parse(ForeignTool.Run("stat", "-L", "-c", "%s", handle).Output, CultureInfo.InvariantCulture))
        : Directory.GetFiles(folder).Sum(file => new FileInfo(file).Length);
}
