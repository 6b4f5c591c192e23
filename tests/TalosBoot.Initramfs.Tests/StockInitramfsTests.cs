using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Trees;
using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Initramfs.Tests.KernelModules;
using TalosBoot.Testing;

namespace TalosBoot.Initramfs.Tests;

/// <summary>The stock initramfs, which is read when an extension has kernel modules, and only then (initramfs.md 14.2).</summary>
public sealed class StockInitramfsTests
{
    readonly ContentSpool _spool = new();

    [OneTimeTearDown]
    public void DisposeSpool() => _spool.Dispose();

    [Test]
    public async Task An_initramfs_that_was_rebuilt_with_microcode_can_be_rebuilt_again()
    {
        var stock = await StockSample.CreateAsync("usr/lib/modules", isXz: false, _spool);
        var microcode = new FileTree();
        microcode.SetFile("usr/lib/firmware/intel-ucode/06-01", BlobSource.FromText("microcode"));
        var rebuilt = await BuildAsync(stock, microcode);
        Assert.That(CpioReader.MeasureLeadingArchives(rebuilt.Content), Is.GreaterThan(0));
        var again = await BuildAsync(rebuilt.Content, WithModule());
        Assert.That(again.Layers.Select(layer => layer.ImageName), Is.EqualTo(new[] { "0.sqsh", "modules.dep.sqsh" }));
        Assert.That(again.Layers[1].Manifest.Version, Is.EqualTo(StockSample.KernelVersion));
    }

    [TestCase("cpio without rootfs.sqsh", "it holds no rootfs.sqsh")]
    [TestCase("rootfs.sqsh that is none", "squashfs: an image has at least 96 bytes")]
    [TestCase("cut short", "")]
    [TestCase("noise", "")]
    [TestCase("empty", "")]
    public async Task A_file_that_is_no_initramfs_is_refused_when_modules_are_needed(string kind, string message)
    {
        var stock = await MakeAsync(kind);
        Assert.That(
            async () => await BuildAsync(stock, WithModule()),
            Throws.TypeOf<ImageFormatException>().With.Property("DiagnosticId").Match("^TB4[0-4]").And.Message.Contains(message));
        var plain = new FileTree();
        plain.SetFile("usr/local/x", BlobSource.FromText("x"));
        Assert.That((await BuildAsync(stock, plain)).Content.Slice(0, stock.Length).ToArray(), Is.EqualTo(stock.ToArray()));
    }

    async Task<BlobSource> MakeAsync(string kind)
    {
        var archive = new FileTree();
        archive.SetFile("init", BlobSource.FromText("init"));
        switch (kind)
        {
            case "cpio without rootfs.sqsh":
                break;
            case "rootfs.sqsh that is none":
                archive.SetFile("rootfs.sqsh", BlobSource.FromText("no image"));
                break;
            case "cut short":
                var whole = await StockSample.CreateAsync("usr/lib/modules", isXz: true, _spool);
                return whole.Slice(0, whole.Length / 2);
            case "noise":
                return BlobSource.FromBytes(TestBytes.Noise(5000));
            default:
                return BlobSource.Zeros(0);
        }

        return _spool.Write(ContentKind.Compressed, output => ZstdWriter.Write(CpioArchive.Plan(archive), output));
    }

    static FileTree WithModule()
    {
        var tree = new FileTree();
        tree.SetFile($"usr/lib/modules/{StockSample.KernelVersion}/extras/m.ko", BlobSource.FromBytes(new ElfModule().ToBytes()));
        return tree;
    }

    Task<InitramfsImage> BuildAsync(BlobSource stock, FileTree extension) =>
        new InitramfsBuilder(new InitramfsOptions { Version = TalosVersion.Parse("1.12.0") }).BuildAsync(
            stock, [ExtensionSource.Of(new SystemExtension("e", new ExtensionManifest { Name = "e" }, extension.Root))], _spool);
}
