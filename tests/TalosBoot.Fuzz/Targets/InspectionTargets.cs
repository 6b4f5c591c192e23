using System.Text;
using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Trees;
using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.Disks.Qcow2;
using TalosBoot.Disks.Vmdk;
using TalosBoot.Initramfs;
using TalosBoot.Inspection;
using TalosBoot.Oci;
using TalosBoot.Oci.Flattening;
using TalosBoot.Oci.ImageCaches;
using TalosBoot.Testing;

namespace TalosBoot.Fuzz.Targets;

/// <summary>What lies in each other: assets of any kind, an initramfs with its layers, and image caches.</summary>
static class InspectionTargets
{
    const long WindowLength = 256 * 1024 * 1024;

    static readonly ImageReference Reference = ImageReference.Parse("registry.example/a/b:v1");

    public static IEnumerable<FuzzTarget> All =>
    [
        new("inspect", Inspect, Assets) { Readers = ["AssetInspector.InspectAsync"], AllowedMemory = WindowLength },
        new("initramfs", ReadInitramfs, () => [Initramfs("000.sqsh"), Initramfs("../rootfs")]) { Readers = ["InitramfsReader.ReadAsync"] },
        new("image-cache", ReadImageCache, () => [ImageCacheArchive()])
        {
            Repair = TarChecksums.Repair,
            Readers = ["ImageCache.FromTree", "ImageCache.ResolveAsync"],
        },
    ];

    static void Inspect(byte[] input)
    {
        using var asset = AssetSource.FromContent("asset", BlobSource.FromBytes(input));
        var report = AssetInspector.InspectAsync(asset).GetAwaiter().GetResult();
        _ = (ReportText.Write(report), ReportJson.Write(report), ReportMarkdown.Write(report));
    }

    static void ReadInitramfs(byte[] input)
    {
        using var spool = new ContentSpool();
        var contents = InitramfsReader.ReadAsync(BlobSource.FromBytes(input), spool, Consumption.Budget).GetAwaiter().GetResult();
        foreach (var segment in contents.Segments)
        {
            Consumption.Take(segment.Tree);
        }

        foreach (var layer in contents.Layers)
        {
            Consumption.Take(layer.Image);
        }
    }

    static void ReadImageCache(byte[] input)
    {
        var cache = ImageCache.FromTree("input", TarReader.ReadTree(BlobSource.FromBytes(input)));
        using var spool = new ContentSpool();
        foreach (var reference in cache.References.Prepend(Reference))
        {
            var image = cache.ResolveAsync(reference, OciPlatform.Parse("linux/amd64")).AsTask().GetAwaiter().GetResult();
            Consumption.Take(image.FlattenAsync(spool, context: new BuildContext { Budget = Consumption.Budget }).AsTask().GetAwaiter().GetResult());
        }
    }

    static IEnumerable<byte[]> Assets()
    {
        using var spool = new ContentSpool();
        var disk = DiskTargets.Disk();
        var ova = new FileTree();
        ova.SetFile("a.ovf", BlobSource.FromText("<Envelope/>"));
        ova.SetFile("disk.vmdk", VmdkImageBuilder.BuildAsync(disk, spool).GetAwaiter().GetResult());
        return
        [
            TarArchive.Plan(ova).ToArray(), Qcow2ImageBuilder.Build(disk).ToArray(), Zstd(disk), Zstd(BlobSource.FromBytes(BootTargets.Uki())),
            BootTargets.Uki(), Initramfs("000.sqsh"), .. OciTargets.DockerArchives(), .. VolumeTargets.SquashFsSeeds(),
            SyntheticKernel.EfiBzImage(), Nested(), "customization:\n  extraKernelArgs:\n    - a=b\n"u8.ToArray(),
            "arch: amd64\nplatform: metal\nsecureboot: false\nversion: v1.12.0\noutput:\n  kind: iso\n  outFormat: raw\n"u8.ToArray(),
        ];
    }

    /// <summary>Names that are looked into, of the same archive, in each other.</summary>
    static byte[] Nested()
    {
        var content = BlobSource.FromBytes(BootTargets.Uki());
        for (var depth = 0; depth < 4; depth++)
        {
            var tree = new FileTree();
            var file = new RegularFile(content);
            tree.Set("a.efi", file);
            tree.Set("b.efi", file);
            tree.SetFile("grub.cfg", BlobSource.FromText("menuentry \"a\" {\n  linux /a b=c\n}\n"));
            content = TarArchive.Plan(tree);
        }

        return content.ToArray();
    }

    static byte[] Initramfs(string image)
    {
        var stock = CpioArchive.Plan(VolumeTargets.WithSquashFs("rootfs.sqsh"));
        var tree = VolumeTargets.WithSquashFs("000.sqsh");
        tree.SetFile("extensions.yaml", BlobSource.FromText(
            $"layers:\n  - image: {image}\n    metadata:\n      name: a\n      version: v1\n      author: b\n      description: c\n      compatibility:\n        talos:\n          version: '>= v1.0.0'\n"));
        return [.. Zstd(stock), .. CpioArchive.Plan(tree).ToArray(), 0, 0, 0, 0];
    }

    static byte[] ImageCacheArchive()
    {
        var layer = TarArchive.Plan(SampleTrees.Mixed()).ToArray();
        var config = Encoding.UTF8.GetBytes($$$"""{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["{{{Digest.Sha256(layer)}}}"]}}""");
        var manifest = Encoding.UTF8.GetBytes(
            $$$"""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","size":{{{config.Length}}},"digest":"{{{Digest.Sha256(config)}}}"},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","size":{{{layer.Length}}},"digest":"{{{Digest.Sha256(layer)}}}"}]}""");
        var tree = new FileTree();
        tree.SetFile("manifests/registry.example/a/b/reference/v1", BlobSource.FromBytes(manifest));
        tree.SetFile($"manifests/registry.example/a/b/digest/sha256-{Digest.Sha256(manifest).Hex}", BlobSource.FromBytes(manifest));
        tree.SetFile($"blob/sha256-{Digest.Sha256(config).Hex}", BlobSource.FromBytes(config));
        tree.SetFile($"blob/sha256-{Digest.Sha256(layer).Hex}", BlobSource.FromBytes(layer));
        return TarArchive.Plan(tree).ToArray();
    }

    static byte[] Zstd(BlobSource content)
    {
        using var output = new MemoryStream();
        ZstdWriter.Write(content, output);
        return output.ToArray();
    }
}
