using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.FileSystems.Iso9660.Writing;

/// <summary>Where everything of an image lies, in blocks (iso.md 9.1). The order is that of libisofs.</summary>
internal sealed class IsoLayout
{
    /// <summary>The block where the first partition begins when it is a volume by itself.</summary>
    public const uint PartitionBlock = 16;

    /// <summary>The trailing zeros that keep read-ahead of CD drives within the image.</summary>
    public const uint PadBlocks = 150;

    /// <summary>The blocks of a backup GPT with its header.</summary>
    public const uint BackupTableBlocks = 16;

    const uint PrimaryDescriptor = 16;

    // Contents never begin below, so that the descriptors of a rewritten image have room.
    const uint EarliestContent = 32;

    IsoLayout(IsoTree tree, PathTable pathTable)
    {
        Tree = tree;
        PathTable = pathTable;
    }

    public IsoTree Tree { get; }

    public PathTable PathTable { get; }

    /// <summary>The trees: that of the image, and that of the first partition when there is an appended one.</summary>
    public IReadOnlyList<TreeCopy> Copies { get; private set; } = [];

    /// <summary>The block of the boot record; 0 without boot catalog.</summary>
    public uint BootRecord { get; private set; }

    /// <summary>The block of the first path table, in the first tree. The other one follows it.</summary>
    public uint LittleEndianPathTable { get; private set; }

    public uint BigEndianPathTable => LittleEndianPathTable + (uint)PathTable.BlockCount;

    /// <summary>A block of zeros that entries without content name.</summary>
    public uint EmptyBlock { get; private set; }

    public CylinderAlignment Cylinders { get; private set; } = CylinderAlignment.Default;

    /// <summary>Whether a partition table names an EFI system partition, or a file that is one.</summary>
    public bool HasTable { get; private set; }

    /// <summary>The first block of the appended partition, and the first behind it. 0 when there is none.</summary>
    public uint PartitionStart { get; private set; }

    public uint PartitionEnd { get; private set; }

    /// <summary>The blocks of the image.</summary>
    public uint BlockCount { get; private set; }

    public static IsoLayout Create(IsoTree tree, IsoOptions options)
    {
        var layout = new IsoLayout(tree, PathTable.Create(tree.Root));
        var hasPartition = options.EfiSystemPartition is not null;
        layout.BootRecord = tree.Catalog is null ? 0 : PrimaryDescriptor + 1;
        var next = layout.PlaceTrees(hasPartition);
        layout.EmptyBlock = Checked(Math.Max(next, EarliestContent + (hasPartition ? PartitionBlock : 0)));
        next = layout.PlaceContents(layout.EmptyBlock + 1L);
        if (options.EfiSystemPartition is { } partition)
        {
            next = layout.PlacePartition(next, partition, options.PartitionTable);
        }

        next += PadBlocks;
        layout.HasTable = hasPartition || (options.EfiBootImagePath is not null && options.PartitionTable == IsoPartitionTable.Gpt);
        next += layout.HasTable && options.PartitionTable == IsoPartitionTable.Gpt ? BackupTableBlocks : 0;
        layout.BlockCount = Checked(next);
        return layout;
    }

    /// <summary>The blocks of the volume that a tree describes.</summary>
    public uint VolumeBlocks(TreeCopy copy) => copy.FirstBlock == 0 ? BlockCount : PartitionStart - copy.FirstBlock;

    /// <summary>The block of a tree's primary volume descriptor.</summary>
    public static uint DescriptorBlock(TreeCopy copy) => PrimaryDescriptor + copy.FirstBlock;

    /// <summary>The block of the terminator of a tree's descriptors. The boot record belongs to the first tree.</summary>
    public uint TerminatorBlock(TreeCopy copy) => DescriptorBlock(copy) + (copy.FirstBlock == 0 && BootRecord > 0 ? 2u : 1u);

    long PlaceTrees(bool hasPartition)
    {
        var first = new TreeCopy(0, 0);
        var second = new TreeCopy(0, PartitionBlock);
        var start = (long)TerminatorBlock(hasPartition ? second : first) + 1;
        var next = start;
        foreach (var directory in Tree.Directories)
        {
            directory.Directory = DirectoryPlan.Create(directory);
            directory.Directory.Block = Checked(next);
            next += directory.Directory.BlockCount;
        }

        LittleEndianPathTable = Checked(next);
        next += 2 * PathTable.BlockCount;
        if (!hasPartition)
        {
            Copies = [first];
            return next;
        }

        Copies = [first, second with { DirectoryShift = Checked(next - start) }];
        return next + (next - start);
    }

    long PlaceContents(long next)
    {
        IEnumerable<IsoContent> catalog = Tree.Catalog is null ? [] : [Tree.Catalog];
        foreach (var content in catalog.Concat(Tree.Contents))
        {
            content.Block = Checked(next);
            next = checked(next + content.BlockCount);
        }

        return next;
    }

    long PlacePartition(long next, BlobSource partition, IsoPartitionTable table)
    {
        Cylinders = table == IsoPartitionTable.Mbr ? CylinderAlignment.ForMbr(next) : CylinderAlignment.Default;
        PartitionStart = Checked(Alignment.Up(next, Cylinders.Blocks));
        PartitionEnd = Checked(
            Alignment.Up(PartitionStart + Alignment.DivideUp(partition.Length, IsoFormat.BlockSize), Cylinders.Blocks));
        return PartitionEnd;
    }

    static uint Checked(long block) => block <= uint.MaxValue / IsoFormat.SectorsPerBlock
        ? (uint)block
        : throw new LayoutException(
            DiagnosticIds.FieldOverflow, "ISO 9660 volume", block * IsoFormat.BlockSize, (long)uint.MaxValue * IsoFormat.SectorSize,
            "the contents are more than a partition table can name. Put less into the image.");
}
