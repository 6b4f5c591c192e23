using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Trees;
using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.FileSystems.SquashFs;
using TalosBoot.Testing;

namespace TalosBoot.BootLab.Tests;

/// <summary>A kernel mounts squashfs images of three codecs, and reads each file of them.</summary>
[NonParallelizable]
public sealed class SquashFsBootTests
{
    [Test]
    public async Task Images_of_xz_zstd_and_gzip_are_read_from_end_to_end()
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        var extension = new ExtensionFolder(folder, "content");
        Fill(folder);

        // As for Talos 1.7: a segment in xz with an image in xz. Behind it a segment of our own, with the other two codecs.
        await using var engine = DemoAssets.CreateEngine(DemoRelease.Reference("imager"));
        using var older = await engine.CreateAsset().ForTalos("v1.7.0").ForArchitecture(Architecture.Amd64)
            .Customize(custom => custom.AddExtensionImage(extension.ToAsset())).AsInitramfs().PlanAsync();
        var files = new FileTree();
        files.SetFile("zstd.sqsh", await SquashAsync(extension.RootFs, SquashFsCompression.Zstd, spool));
        files.SetFile("gzip.sqsh", await SquashAsync(extension.RootFs, SquashFsCompression.Gzip, spool));
        files.SetFile("extensions.yaml", BlobSource.FromText(string.Concat(
            new[] { "0", "zstd", "gzip" }.Select(name => $"{(name == "0" ? "layers:\n" : "")}  - image: {name}.sqsh\n    metadata:\n      name: {name}\n      version: v1\n"))));
        await BlobSource.Concat(older.Content, await ZstdWriter.PlanAsync(CpioArchive.Plan(files), spool)).WriteToFileAsync(folder["initramfs"]);

        using var uki = await engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64).UseInitramfs(folder["initramfs"])
            .Customize(custom => custom.AddKernelArgument("talosboot.demo.read=all")).AsUki().PlanAsync();
        using var machine = VirtualMachine.Amd64().WithDisk(await EspDisk.CreateAsync(folder, "BOOTX64.EFI", uki.Content));
        var report = machine.RunToReport();
        Assert.That(report.IsComplete, Is.True, report.ToString());
        Assert.That(report.Count("layer.count"), Is.EqualTo(3));
        for (var layer = 0; layer < 3; layer++)
        {
            Assert.That(report.Count($"layer.{layer}.files"), Is.EqualTo(507));
            Assert.That(report[$"layer.{layer}.all.sha256"], Is.EqualTo(extension.DigestOfAll()), report[$"layer.{layer}.name"]);
        }
    }

    static void Fill(TemporaryFolder folder)
    {
        File.Copy(Path.Combine(DemoImages.Unpack("demo-hello", "v1.0.0", folder), "rootfs", "usr", "local", "bin", "demo-busybox"), folder.WriteFile("content/rootfs/usr/local/bin/program", []), overwrite: true);
        Add("share/text", TestBytes.Text(3_000_001));
        Add("share/noise", TestBytes.Noise(1_000_000));
        Add("share/zeros", new byte[2_000_000]);
        Add("share/mixed", [.. TestBytes.Text(131_072), .. new byte[262_144], .. TestBytes.Noise(9)]);
        Add("share/precedence.txt", "content"u8.ToArray());
        Add("share/empty", []);
        for (var index = 0; index < 500; index++)
        {
            Add($"share/many/{index:D3}", TestBytes.Text(index * 20, (ulong)index));
        }

        void Add(string path, byte[] content) => folder.WriteFile($"content/rootfs/usr/local/{path}", content);
    }

    static Task<BlobSource> SquashAsync(string path, SquashFsCompression compression, ContentSpool spool)
    {
        var tree = new FileTree();
        foreach (var file in new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            tree.SetFile(Path.GetRelativePath(path, file.FullName), BlobSource.FromFile(file.FullName));
        }

        return new SquashFsImageBuilder(tree, new SquashFsOptions { Compression = compression, AllRoot = true }).BuildAsync(spool);
    }
}
