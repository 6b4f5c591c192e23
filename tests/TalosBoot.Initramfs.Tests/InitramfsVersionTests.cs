using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Initramfs.Tests.KernelModules;
using TalosBoot.Testing;

namespace TalosBoot.Initramfs.Tests;

/// <summary>The whole initramfs of a version, as the tables of initramfs.md 2.2, 13 and 19 have it, and as cpio, xz, zstd and unsquashfs see it.</summary>
public sealed class InitramfsVersionTests
{
    const string XzWithCrc32 = "FD377A585A000001";
    const string ZstdWithChecksumAnd8MiBWindow = "28B52FFD0468";

    readonly ContentSpool _spool = new();

    [OneTimeTearDown]
    public void DisposeSpool() => _spool.Dispose();

    [TestCase("1.2.0", "xz", XzWithCrc32, "lib")]
    [TestCase("1.3.0", "xz", XzWithCrc32, "lib")]
    [TestCase("1.4.0", "xz", XzWithCrc32, "lib")]
    [TestCase("1.5.0", "xz", XzWithCrc32, "lib")]
    [TestCase("1.6.0", "xz", XzWithCrc32, "lib")]
    [TestCase("1.7.0", "xz", XzWithCrc32, "lib")]
    [TestCase("1.8.0", "zstd", ZstdWithChecksumAnd8MiBWindow, "lib")]
    [TestCase("1.9.0", "zstd", ZstdWithChecksumAnd8MiBWindow, "lib")]
    [TestCase("1.10.0", "zstd", ZstdWithChecksumAnd8MiBWindow, "usr/lib")]
    [TestCase("1.11.0", "zstd", ZstdWithChecksumAnd8MiBWindow, "usr/lib")]
    [TestCase("1.12.0", "zstd", ZstdWithChecksumAnd8MiBWindow, "usr/lib")]
    [TestCase("1.13.0", "zstd", ZstdWithChecksumAnd8MiBWindow, "usr/lib")]
    [TestCase("1.14.0", "zstd", ZstdWithChecksumAnd8MiBWindow, "usr/lib")]
    [TestCase("main", "zstd", ZstdWithChecksumAnd8MiBWindow, "usr/lib")]
    public async Task Segments_codec_and_paths_are_those_of_the_version(string version, string codec, string head, string library)
    {
        var stock = await StockSample.CreateAsync($"{library}/modules", codec == "xz", _spool);
        var tree = new FileTree();
        tree.SetFile($"{library}/firmware/intel-ucode/06-01", BlobSource.FromText("microcode"));
        tree.SetFile($"{library}/firmware/a.bin", BlobSource.FromText("firmware"));
        tree.SetFile($"{library}/modules/{StockSample.KernelVersion}/extras/m.ko", BlobSource.FromBytes(new ElfModule { Needs = ["base_fn"] }.ToBytes()));
        var content = (await BuildAsync(version, stock, tree)).Content;

        var early = CpioReader.MeasureLeadingArchives(content);
        Assert.That(early % 512, Is.Zero);
        Assert.That(
            ListArchive(content.Slice(0, early)),
            Is.EqualTo((string[])["kernel", "kernel/x86", "kernel/x86/microcode", "kernel/x86/microcode/GenuineIntel.bin"]));
        Assert.That(content.Slice(early, stock.Length).ToArray(), Is.EqualTo(stock.ToArray()));

        using var folder = new TemporaryFolder();
        var main = content.Slice(early + stock.Length, content.Length - early - stock.Length);
        Assert.That(Convert.ToHexString(main.ToArray()), Does.StartWith(head));
        var plain = BlobSource.FromBytes(
            ForeignTool.Run(codec, "--decompress", "--stdout", folder.WriteFile($"segment.{codec}", main.ToArray())).OutputBytes);
        string[] folders = library == "lib" ? ["lib", "lib/firmware"] : ["usr", "usr/lib", "usr/lib/firmware"];
        Assert.That(
            ListArchive(plain),
            Is.EquivalentTo((string[])
            [
                "0.sqsh", "extensions.yaml", "modules.dep.sqsh", .. folders, $"{library}/firmware/a.bin", $"{library}/firmware/intel-ucode",
            ]));

        var files = CpioReader.ReadTree(plain);
        var modules = folder.WriteFile("modules.dep.sqsh", ((RegularFile)files.Find("modules.dep.sqsh")!).Content.ToArray());
        Assert.That(ForeignTool.Run("unsquashfs", "-s", modules).Output, Does.Contain($"Compression {codec}\n"));
        Assert.That(
            ForeignTool.Run("unsquashfs", "-cat", modules, $"{library}/modules/{StockSample.KernelVersion}/modules.dep").Output,
            Is.EqualTo("kernel/base.ko:\nextras/m.ko: kernel/base.ko\n"));
        var layer = folder.WriteFile("0.sqsh", ((RegularFile)files.Find("0.sqsh")!).Content.ToArray());
        Assert.That(
            ForeignTool.Run("unsquashfs", "-l", layer).Output,
            Does.Contain($"squashfs-root/{library}/modules/{StockSample.KernelVersion}/extras/m.ko\n").And.Not.Contain("firmware"));
    }

    // Without a list of the kernel's symbols, which no initramfs has, depmod says nothing of a symbol that is nowhere.
    [Test]
    public async Task A_module_that_needs_what_is_nowhere_is_built_in_silence_as_by_depmod()
    {
        const string Modules = $"lib/modules/{StockSample.KernelVersion}";
        var module = new ElfModule { Needs = ["gone_fn", "base_fn"] }.ToBytes();
        var tree = new FileTree();
        tree.SetFile($"{Modules}/extras/m.ko", BlobSource.FromBytes(module));
        tree.SetFile($"{Modules}/modules.builtin", BlobSource.FromText(string.Empty));
        tree.SetFile($"{Modules}/modules.builtin.modinfo", BlobSource.FromText(string.Empty));
        var image = await BuildAsync("1.8.0", await StockSample.CreateAsync("lib/modules", isXz: false, _spool), tree);

        using var folder = new TemporaryFolder();
        folder.WriteFile($"{Modules}/kernel/base.ko", StockSample.Module.ToBytes());
        folder.WriteFile($"{Modules}/extras/m.ko", module);
        folder.WriteFile($"{Modules}/modules.order", "kernel/base.ko\n"u8);
        folder.WriteFile($"{Modules}/modules.builtin", []);
        folder.WriteFile($"{Modules}/modules.builtin.modinfo", ""u8);
        var theirs = InstalledDepmod.Run(folder, StockSample.KernelVersion);
        Assert.That((theirs.ExitCode, theirs.Error), Is.EqualTo((0, string.Empty)));
        Assert.That(image.Warnings, Is.Empty);
        await image.Layers[^1].Image.WriteToFileAsync(folder["modules.dep.sqsh"]);
        Assert.That(
            ForeignTool.Run("unsquashfs", "-cat", folder["modules.dep.sqsh"], $"{Modules}/modules.dep").Output,
            Is.EqualTo(await File.ReadAllTextAsync(folder[$"{Modules}/modules.dep"])).And.Contains("extras/m.ko: kernel/base.ko\n"));
    }

    Task<InitramfsImage> BuildAsync(string version, BlobSource stock, FileTree extension) =>
        new InitramfsBuilder(new InitramfsOptions { Version = TalosVersion.Parse(version) }).BuildAsync(
            stock, [ExtensionSource.Of(new SystemExtension("e", new ExtensionManifest { Name = "e" }, extension.Root))], _spool);

    static string[] ListArchive(BlobSource archive) =>
    [
        .. ForeignTool.TryRun("cpio", ["--list", "--quiet"], input: archive.ToArray()).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(name => name != "."),
    ];
}
