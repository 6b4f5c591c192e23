using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Trees;
using TalosBoot.Compression.Xz;
using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.SquashFs;
using TalosBoot.Initramfs.Tests.KernelModules;

namespace TalosBoot.Initramfs.Tests;

/// <summary>A small stock initramfs with one kernel module.</summary>
static class StockSample
{
    public const string KernelVersion = "6.12.0-talos";

    public static ElfModule Module { get; } = new() { Exports = ["base_fn"] };

    /// <param name="modules">The folder of all modules, without a slash in front.</param>
    /// <param name="isXz">Whether it is compressed with xz; otherwise with zstd.</param>
    /// <param name="spool">Keeps what is compressed.</param>
    public static async Task<BlobSource> CreateAsync(string modules, bool isXz, ContentSpool spool)
    {
        var rootFs = new FileTree();
        rootFs.SetFile($"{modules}/{KernelVersion}/kernel/base.ko", BlobSource.FromBytes(Module.ToBytes()));
        rootFs.SetFile($"{modules}/{KernelVersion}/modules.order", BlobSource.FromText("kernel/base.ko\n"));
        var archive = new FileTree();
        archive.SetFile("init", BlobSource.FromText("init"));
        archive.SetFile("rootfs.sqsh", await new SquashFsImageBuilder(rootFs).BuildAsync(spool));
        var plain = CpioArchive.Plan(archive);
        return spool.Write(ContentKind.Compressed, output =>
        {
            if (isXz)
            {
                XzWriter.Write(plain, output, new XzWriterOptions { Check = XzCheck.Crc32 });
            }
            else
            {
                ZstdWriter.Write(plain, output);
            }
        });
    }
}
