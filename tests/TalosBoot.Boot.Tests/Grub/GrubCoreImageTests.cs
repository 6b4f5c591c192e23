using System.Buffers.Binary;
using TalosBoot.Boot.Grub;
using TalosBoot.Compression.RawLzma;
using TalosBoot.Core.Caching;

namespace TalosBoot.Boot.Tests.Grub;

/// <summary>Core images for a BIOS against those of grub-mkimage. The compressed bytes are each program's own; what is in them is not.</summary>
public sealed class GrubCoreImageTests
{
    const int Sector = 512;

    [TestCaseSource(typeof(GrubMkimage), nameof(GrubMkimage.BiosFolders))]
    public void A_core_image_holds_what_grub_mkimage_puts_there(GrubTarget target, bool isInstalled)
    {
        var path = GrubMkimage.FolderOf(target, isInstalled);
        var options = GrubModuleSets.ForDisk(target);
        var core = GrubCoreImage.Build(GrubModuleFolder.Open(GrubFolders.Tree(path), target), options).Bytes.ToArray();
        var foreign = GrubMkimage.Make(path, "i386-pc", options);
        var length = new FileInfo(Path.Combine(path, "lzma_decompress.img")).Length;
        Assert.Multiple(() =>
        {
            Assert.That(Payload(core, (int)length), Is.EqualTo(Payload(foreign, (int)length)));
            Assert.That(WithoutLengths(core, (int)length), Is.EqualTo(WithoutLengths(foreign, (int)length)));
            Assert.That(core, Has.Length.LessThan(foreign.Length * 1.02));
            Assert.That(
                BinaryPrimitives.ReadUInt16LittleEndian(core.AsSpan(0x1FC)), Is.EqualTo((core.Length - Sector + Sector - 1) / Sector));
        });
    }

    [TestCaseSource(typeof(GrubMkimage), nameof(GrubMkimage.BiosFolders))]
    public void An_image_for_CDs_is_that_of_grub_mkimage_but_for_the_compression(GrubTarget target, bool isInstalled)
    {
        var path = GrubMkimage.FolderOf(target, isInstalled);
        var folder = GrubModuleFolder.Open(GrubFolders.Tree(path), target);
        var options = GrubModuleSets.ForIso(folder);
        var image = GrubCoreImage.Build(folder, options).ToElTorito();
        var foreign = GrubMkimage.Make(path, "i386-pc-eltorito", options);
        var length = (int)new FileInfo(Path.Combine(path, "lzma_decompress.img")).Length;
        Assert.Multiple(() =>
        {
            Assert.That(image[..(4 * Sector)], Is.EqualTo(foreign[..(4 * Sector)]));
            Assert.That(Payload(image[(4 * Sector)..], length), Is.EqualTo(Payload(foreign[(4 * Sector)..], length)));
        });
    }

    [Test]
    public void A_place_on_a_disk_is_written_into_both_boot_sectors()
    {
        var core = Build();
        var placed = core.At(2048);
        var boot = core.BootSectorFor(2048);
        Assert.Multiple(() =>
        {
            Assert.That(BinaryPrimitives.ReadInt64LittleEndian(placed.AsSpan(0x1F4)), Is.EqualTo(2049));
            Assert.That(BinaryPrimitives.ReadInt64LittleEndian(boot.AsSpan(0x5C)), Is.EqualTo(2048));
            Assert.That(boot[0x66..0x68], Is.EqualTo(new byte[] { 0x90, 0x90 }));
            Assert.That(boot[0x64], Is.EqualTo(0xFF));
            Assert.That(placed[..0x1F4], Is.EqualTo(core.Bytes[..0x1F4].ToArray()));
            Assert.That(placed[0x1FC..], Is.EqualTo(core.Bytes[0x1FC..].ToArray()));
        });
    }

    [Test]
    public void Redundancy_repairs_what_the_code_can_repair()
    {
        var core = Build();
        var result = core.AtWithRedundancy(2048, 2048);
        var start = Sector + BinaryPrimitives.ReadUInt16LittleEndian(result.AsSpan(Sector + 20));
        Assert.Multiple(() =>
        {
            Assert.That(result, Has.Length.EqualTo(Math.Min(2 * ((core.Length + Sector - 1) / Sector), (0x78000 - 0x9000) / Sector) * Sector));
            Assert.That(BinaryPrimitives.ReadInt32LittleEndian(result.AsSpan(Sector + 16)), Is.EqualTo(result.Length - core.Length));
            Assert.That(ReedSolomonCheck.CountBrokenWords(result.AsSpan(start, core.Length - start), result.AsSpan(core.Length)), Is.Zero);
            result[start + 12345] ^= 1;
            Assert.That(ReedSolomonCheck.CountBrokenWords(result.AsSpan(start, core.Length - start), result.AsSpan(core.Length)), Is.EqualTo(1));
        });
    }

    [Test]
    public void The_same_files_give_the_same_bytes()
    {
        var first = Build().Bytes.ToArray();
        Assert.That(Build().Bytes.ToArray(), Is.EqualTo(first));
    }

    [Test]
    public void What_was_compressed_before_is_found_again()
    {
        using var folder = new TemporaryFolder();
        var modules = GrubModuleFolder.Open(GrubFolders.Tree(GrubFolders.OfDemoRelease("i386-pc")), GrubTarget.I386Pc);
        var cache = new ContentCache(folder["cache"]);
        var expected = Build().Bytes.ToArray();
        for (var round = 0; round < 2; round++)
        {
            var core = GrubCoreImage.Build(modules, GrubModuleSets.ForDisk(GrubTarget.I386Pc), cache, default);
            Assert.That(core.Bytes.ToArray(), Is.EqualTo(expected));
            Assert.That(Directory.GetFiles(folder["cache"], "*.entry", SearchOption.AllDirectories), Has.Length.EqualTo(1));
        }
    }

    static GrubCoreImage Build()
    {
        var folder = GrubModuleFolder.Open(GrubFolders.Tree(GrubFolders.OfDemoRelease("i386-pc")), GrubTarget.I386Pc);
        return GrubCoreImage.Build(folder, GrubModuleSets.ForDisk(GrubTarget.I386Pc));
    }

    static byte[] Payload(byte[] core, int decompressorLength)
    {
        var compressed = BinaryPrimitives.ReadInt32LittleEndian(core.AsSpan(Sector + 8));
        var length = BinaryPrimitives.ReadInt32LittleEndian(core.AsSpan(Sector + 12));
        Assert.That(core, Has.Length.EqualTo(Sector + decompressorLength + compressed));
        return RawLzmaDecoder.Decode(core.AsSpan(Sector + decompressorLength), length);
    }

    static byte[] WithoutLengths(byte[] core, int decompressorLength)
    {
        var result = core[..(Sector + decompressorLength)];
        result.AsSpan(0x1FC, 2).Clear();
        result.AsSpan(Sector + 8, 4).Clear();
        return result;
    }
}
