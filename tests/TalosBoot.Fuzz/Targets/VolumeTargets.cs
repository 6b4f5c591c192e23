using System.Buffers.Binary;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Ext4;
using TalosBoot.FileSystems.Fat;
using TalosBoot.FileSystems.Iso9660;
using TalosBoot.FileSystems.SquashFs;
using TalosBoot.FileSystems.Xfs;
using TalosBoot.FileSystems.Xfs.OnDisk;

namespace TalosBoot.Fuzz.Targets;

/// <summary>File systems.</summary>
static class VolumeTargets
{
    const long Mebibyte = 1024 * 1024;

    public static IEnumerable<FuzzTarget> All =>
    [
        new("squashfs", input => Consumption.Take(SquashFsReader.Read(BlobSource.FromBytes(input))), SquashFsSeeds) { Readers = ["SquashFsReader.Read"] },
        Patched("fat", Fat(), volume => Consumption.Take(FatReader.Read(volume).Tree), null, "FatReader.Read"),
        Patched("iso9660", IsoImageBuilder.Build(SampleTrees.Mixed(), new IsoOptions { VolumeId = "FUZZ" }), ReadIso, null, "IsoReader.Read"),
        Patched("ext4", WithoutChecksums(), volume => Consumption.Take(Ext4Reader.Read(volume).Tree), null, "Ext4Reader.Read"),
        Patched(
            "xfs", XfsImageBuilder.Build(Many(), new XfsOptions { Size = 320 * Mebibyte }), volume => Consumption.Take(XfsReader.Read(volume).Tree), SealXfs,
            "XfsReader.Read"),
    ];

    /// <summary>A tree with a squashfs image in it.</summary>
    public static FileTree WithSquashFs(string name)
    {
        var tree = new FileTree();
        tree.SetFile(name, BlobSource.FromBytes(SquashFs(SquashFsCompression.Zstd)));
        return tree;
    }

    /// <summary>A target of small changes to a large volume.</summary>
    public static FuzzTarget Patched(string name, BlobSource sound, Action<BlobSource> read, Action<byte[]>? reseal, params string[] readers)
    {
        var content = new PatchedContent(sound, read, reseal);
        return new FuzzTarget(name, content.Read, () => PatchedContent.Seeds) { Readers = readers };
    }

    static void ReadIso(BlobSource image)
    {
        var volume = IsoReader.Read(image);
        Consumption.Take(volume.Tree);
        _ = (volume.BootEntries.Count, volume.Partitions.Count);
    }

    public static IEnumerable<byte[]> SquashFsSeeds() => Enum.GetValues<SquashFsCompression>().Select(SquashFs);

    static byte[] SquashFs(SquashFsCompression compression)
    {
        using var spool = new ContentSpool();
        var options = new SquashFsOptions { Compression = compression, BlockSize = 4096 };
        return new SquashFsImageBuilder(SampleTrees.Mixed(), options).BuildAsync(spool).GetAwaiter().GetResult().ToArray();
    }

    static BlobSource Fat() => FatImageBuilder.Build(SampleTrees.Mixed(hasLinks: false), new FatOptions { Size = 4 * Mebibyte });

    static FileTree Many()
    {
        var tree = SampleTrees.Mixed();
        for (var index = 0; index < 300; index++)
        {
            tree.SetFile($"{(index < 70 ? "block" : "leaf")}/{index:d40}", BlobSource.FromText($"{index}"));
        }

        return tree;
    }

    /// <summary>Without the feature of checksums, the reader looks at what was changed.</summary>
    static BlobSource WithoutChecksums()
    {
        const int SuperblockOffset = 1024;
        const int ReadOnlyFeatures = 100;
        var volume = Ext4ImageBuilder.Build(Many(), new Ext4Options { Size = 16 * Mebibyte }).ToArray();
        volume[SuperblockOffset + ReadOnlyFeatures + 1] &= 0xFB;
        return BlobSource.FromBytes(volume);
    }

    static void SealXfs(byte[] block)
    {
        var magic = BinaryPrimitives.ReadUInt32BigEndian(block);
        var nodeMagic = BinaryPrimitives.ReadUInt16BigEndian(block.AsSpan(8));
        switch (magic)
        {
            case XfsSuperblock.Magic:
                XfsChecksum.Seal(block.AsSpan(0, 512), XfsSuperblock.ChecksumOffset);
                break;
            case XfsDirectoryBlockHeader.Single or XfsDirectoryBlockHeader.Data or XfsDirectoryBlockHeader.FreeIndex:
                XfsChecksum.Seal(block, XfsDirectoryBlockHeader.ChecksumOffset);
                break;
            case XfsLongBtreeHeader.Magic:
                XfsChecksum.Seal(block, XfsLongBtreeHeader.ChecksumOffset);
                break;
            case var _ when magic is XfsRemoteHeader.LinkTarget or XfsRemoteHeader.AttributeValue
                || nodeMagic is XfsNodeHeader.Node or XfsNodeHeader.AttributeLeaf or XfsNodeHeader.DirectoryLeaf or XfsNodeHeader.DirectoryLeafOfNode:
                XfsChecksum.Seal(block, XfsNodeHeader.ChecksumOffset);
                break;
            default:
                for (var offset = 0; offset + 512 <= block.Length; offset += 512)
                {
                    XfsChecksum.Seal(block.AsSpan(offset, 512), XfsInode.ChecksumOffset);
                }

                break;
        }
    }
}
