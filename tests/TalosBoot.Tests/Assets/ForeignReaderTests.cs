using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Iso9660;
using TalosBoot.Schematics;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Assets;

/// <summary>Programs that are not ours read the ISO of the demo release, layer by layer.</summary>
[NonParallelizable]
public sealed class ForeignReaderTests
{
    TemporaryFolder _folder = null!;
    TalosBootEngine _engine = null!;
    BootAsset _asset = null!;
    string _iso = null!;
    string _uki = null!;
    string _initramfs = null!;

    [OneTimeSetUp]
    public async Task BuildAsync()
    {
        _folder = new TemporaryFolder();
        _engine = DemoEngine.Create();
        _asset = await DemoEngine.WithExtensions(_engine).AsIso(BootloaderKind.SdBoot).PlanAsync();
        _iso = _folder["metal-amd64.iso"];
        await _asset.WriteToFileAsync(_iso);
        ForeignTool.Run("xorriso", "-osirrox", "on", "-indev", _iso, "-extract", "/", _folder["tree"]);
        ForeignTool.Run("chmod", "-R", "u+w", _folder["tree"]);
        _uki = _folder["tree", "EFI", "Linux", "Talos-v1.12.0.efi"];
        _initramfs = _folder["initramfs"];
        ForeignTool.Run("objcopy", "--dump-section", $".initrd={_initramfs}", _uki, _folder["objcopy-output"]);
    }

    [OneTimeTearDown]
    public async Task CleanAsync()
    {
        _asset?.Dispose();
        _folder?.Dispose();
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }
    }

    [Test]
    public void Xorriso_sees_one_efi_boot_image_and_two_partitions()
    {
        var catalog = ForeignTool.Run("xorriso", "-indev", _iso, "-report_el_torito", "plain").Output;
        Assert.That(catalog, Does.Match(@"El Torito boot img :\s+1\s+UEFI\s+y\s+none"));
        var system = ForeignTool.Run("xorriso", "-indev", _iso, "-report_system_area", "plain").Output;
        Assert.That(system, Does.Match(@"MBR partition\s+:\s+1\s+0x00\s+0x83\s+64\s").And.Match(@"MBR partition\s+:\s+2\s+0x00\s+0xef\s"));
        Assert.That(ForeignTool.Run("xorriso", "-indev", _iso, "-pvd_info").Output, Does.Contain("TALOS_V1_12_0").And.Contain("Talos-v1.12.0"));
    }

    [Test]
    public async Task Fsck_finds_the_esp_clean_and_mcopy_reads_each_file_of_it()
    {
        var esp = _folder["esp.img"];
        await IsoReader.Read(BlobSource.FromFile(_iso)).EfiSystemPartition!.WriteToFileAsync(esp);
        ForeignTool.Run("fsck.fat", "-n", esp);
        foreach (var path in new[] { "EFI/BOOT/BOOTX64.EFI", "EFI/Linux/Talos-v1.12.0.efi", "loader/loader.conf", "loader/random-seed" })
        {
            var copy = _folder[$"copy-{Path.GetFileName(path)}"];
            ForeignTool.Run("mcopy", "-n", "-i", esp, $"::/{path}", copy);
            Assert.That(Digest.Sha256(BlobSource.FromFile(copy)), Is.EqualTo(Digest.Sha256(BlobSource.FromFile(_folder["tree", path]))), path);
        }

        Assert.That(
            File.ReadAllText(_folder["tree", "loader", "loader.conf"]),
            Is.EqualTo("# systemd-boot configuration\n\ntimeout 10\n\nsecure-boot-enroll off\n"));
    }

    [Test]
    public void Objdump_lists_the_sections_of_the_uki_in_upstreams_order()
    {
        var names = ForeignTool.Run("objdump", "--section-headers", _uki).Lines
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(parts => parts.Length > 6 && int.TryParse(parts[0], out _))
            .Select(parts => parts[1]).SkipWhile(name => name != ".osrel");
        Assert.That(
            names, Is.EqualTo(new[] { ".osrel", ".cmdline", ".uname", ".linux", ".initrd", ".profile", ".profile", ".cmdline" }));
    }

    [Test]
    public void The_kernel_and_the_loader_are_those_of_the_imager_image()
    {
        var uki = UkiReader.Open(BlobSource.FromFile(_uki));
        Assert.That(uki.CommandLine, Is.EqualTo(_asset.KernelCommandLine));
        Assert.That(uki.OsRelease, Does.Contain("VERSION_ID=v1.12.0"));
        var kernel = _folder["kernel"];
        ForeignTool.Run("objcopy", "--dump-section", $".linux={kernel}", _uki, _folder["objcopy-output"]);
        Assert.That(ForeignTool.Run("file", kernel).Output, Does.Contain("Linux kernel x86 boot executable bzImage"));
    }

    [Test]
    public void Cpio_lists_the_early_segment_and_the_extension_segment()
    {
        var early = ForeignTool.TryRun("cpio", ["--list", "--quiet"], input: File.ReadAllBytes(_initramfs)).Lines;
        Assert.That(early, Is.EqualTo(new[]
        {
            "kernel", "kernel/x86", "kernel/x86/microcode", "kernel/x86/microcode/AuthenticAMD.bin", "kernel/x86/microcode/GenuineIntel.bin",
        }));
        var names = ForeignTool.TryRun("cpio", ["--list", "--quiet"], input: ExtensionSegment()).Lines;
        Assert.That(names.Take(4), Is.EqualTo(new[] { "0.sqsh", "1.sqsh", "2.sqsh", "extensions.yaml" }));
        Assert.That(names, Does.Contain("usr/lib/firmware"));
    }

    [Test]
    public void Unsquashfs_unpacks_each_extension_with_the_content_of_its_image()
    {
        var segment = Directory.CreateDirectory(_folder["segment"]).FullName;
        ForeignTool.TryRun("cpio", ["--extract", "--quiet", "--make-directories"], workingDirectory: segment, input: ExtensionSegment());
        ForeignTool.Run("skopeo", "copy", "--quiet", $"oci:{DemoRelease.Folder}:{DemoRelease.Reference("demo-tools", "v1.0.0")}", $"dir:{_folder["image"]}");
        var layer = Directory.GetFiles(_folder["image"]).Select(path => new FileInfo(path)).MaxBy(file => file.Length)!.FullName;
        var original = Directory.CreateDirectory(_folder["original"]).FullName;
        ForeignTool.Run("tar", "--extract", "--gzip", "--file", layer, "--directory", original);
        ForeignTool.Run("unsquashfs", "-no-progress", "-dest", _folder["unpacked"], Path.Combine(segment, "1.sqsh"));
        Assert.That(ForeignTool.Run("diff", "--recursive", "--no-dereference", Path.Combine(original, "rootfs"), _folder["unpacked"]).Output, Is.Empty);
        Assert.That(ForeignTool.Run("unsquashfs", "-lls", Path.Combine(segment, "1.sqsh")).Lines.Skip(1), Is.All.Contain("root/root"));
        Assert.That(ForeignTool.Run("unsquashfs", "-stat", Path.Combine(segment, "1.sqsh")).Output, Does.Contain("Compression zstd").And.Contain("Block size 131072"));
    }

    /// <summary>The last segment, as the zstd program unpacks it: it follows the stock one directly.</summary>
    byte[] ExtensionSegment()
    {
        var initramfs = BlobSource.FromFile(_initramfs);
        ReadOnlySpan<byte> frameStart = [0x28, 0xB5, 0x2F, 0xFD, 0x04, 0x68];
        var bytes = initramfs.ToArray(256 << 20);
        var start = bytes.AsSpan().IndexOf("TRAILER!!!"u8);
        start += bytes.AsSpan(start).IndexOf(frameStart[..4]);
        var stockLength = ForeignTool.Run("stat", "--format=%s", StockInitramfs()).Output.Trim();
        return ForeignTool.TryRun("zstd", ["--decompress", "--stdout"], input: bytes[(start + int.Parse(stockLength))..]).OutputBytes;
    }

    string StockInitramfs()
    {
        var path = _folder["stock"];
        if (!File.Exists(path))
        {
            using var stock = _engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Core.Versions.Architecture.Amd64).AsInitramfs().PlanAsync().GetAwaiter().GetResult();
            stock.WriteToFileAsync(path).GetAwaiter().GetResult();
        }

        return path;
    }
}
