using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.Disks.Qcow2;
using TalosBoot.Disks.Vhd;
using TalosBoot.Disks.Vhdx;
using TalosBoot.Disks.Vmdk;

namespace TalosBoot.Disks.Tests.Formats;

/// <summary>A format with options: our writer, our reader, and what QEMU calls it.</summary>
public sealed record DiskFormatCase(
    string Name, string QemuName, Func<BlobSource, ContentSpool, int, BlobSource> Write, Func<BlobSource, BlobSource> Read, string ConvertOptions)
{
    public static IEnumerable<DiskFormatCase> All { get; } =
    [
        Qcow2("qcow2 of 64 KiB", new Qcow2Options(), "cluster_size=64k"),
        Qcow2("qcow2 of 8 KiB", new Qcow2Options { ClusterSize = 8192 }, "cluster_size=8k"),
        Qcow2("qcow2 of 512 bytes", new Qcow2Options { ClusterSize = 512 }, "cluster_size=512"),
        Qcow2("qcow2 of 2 MiB", new Qcow2Options { ClusterSize = 2 * 1024 * 1024 }, "cluster_size=2M"),
        Qcow2("qcow2 v2", new Qcow2Options { Version = 2 }, "compat=0.10"),
        Qcow2("qcow2 with late counts", new Qcow2Options { LazyRefcounts = true }, "lazy_refcounts=on"),
        Compressed("qcow2 with zlib", Qcow2Compression.Zlib, new Qcow2Options(), "compression_type=zlib"),
        Compressed("qcow2 with zlib of 8 KiB", Qcow2Compression.Zlib, new Qcow2Options { ClusterSize = 8192 }, "cluster_size=8k"),
        Compressed("qcow2 with zstd", Qcow2Compression.Zstd, new Qcow2Options(), "compression_type=zstd"),
        new("fixed VHD", "vpc", (disk, _, _) => VhdImageBuilder.Build(disk), image => VhdReader.Open(image), "subformat=fixed,force_size"),
        new(
            "dynamic VHD", "vpc", (disk, _, _) => VhdImageBuilder.Build(disk, new VhdOptions { Kind = VhdKind.Dynamic }), image => VhdReader.Open(image),
            "subformat=dynamic,force_size"),
        new("VHDX", "vhdx", (disk, _, _) => VhdxImageBuilder.Build(disk), image => VhdxReader.Open(image), "subformat=dynamic"),
        new(
            "VHDX of 32 MiB", "vhdx", (disk, _, _) => VhdxImageBuilder.Build(disk, new VhdxOptions { BlockSize = 32 * 1024 * 1024 }),
            image => VhdxReader.Open(image), "subformat=fixed"),
        new(
            "VMDK", "vmdk", (disk, spool, threads) => VmdkImageBuilder.BuildAsync(
                disk, spool, new VmdkOptions { Budget = new WorkBudget(threads) }).GetAwaiter().GetResult(),
            image => VmdkReader.Open(image), "subformat=streamOptimized"),
    ];

    public override string ToString() => Name;

    static DiskFormatCase Qcow2(string name, Qcow2Options options, string convertOptions) => new(
        name, "qcow2", (disk, _, _) => Qcow2ImageBuilder.Build(disk, options), image => Qcow2Reader.Open(image), convertOptions);

    static DiskFormatCase Compressed(string name, Qcow2Compression compression, Qcow2Options options, string convertOptions) => new(
        name, "qcow2", (disk, spool, threads) => Qcow2ImageBuilder.BuildCompressedAsync(
            disk, compression, spool, options, new WorkBudget(threads)).GetAwaiter().GetResult(),
        image => Qcow2Reader.Open(image), convertOptions);
}
