using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Ext4;
using TalosBoot.FileSystems.Ext4.OnDisk;
using TalosBoot.FileSystems.Tests.Volumes;
using TalosBoot.FileSystems.Volumes;
using TalosBoot.Testing;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Tests.Ext4;

[TestFixture]
public sealed class HostileExt4Tests
{
    const long Mebibyte = 1024 * 1024;

    static readonly BlobSource Volume = Ext4ImageBuilder.Build(Small(), new Ext4Options { Size = 16 * Mebibyte });

    [Test]
    public void Changed_metadata_is_noticed_or_harmless()
    {
        // Without the feature of checksums, the reader looks at what was changed.
        var plain = WithSuperblock(bytes => bytes[101] &= 0xFB);
        HostileVolumes.Mutate(plain, volume => Ext4Reader.Read(volume).Tree, _ => { }, 2000);
    }

    [Test]
    public void A_changed_byte_of_metadata_is_noticed_by_its_checksum()
    {
        var noticed = 0;
        var blocks = HostileVolumes.BlocksRead(Volume, volume => Ext4Reader.Read(volume).Tree);
        foreach (var block in blocks)
        {
            var bytes = new byte[4096];
            Volume.Read(block, bytes);
            var place = bytes.AsSpan(1024).IndexOfAnyExcept((byte)0) + 1024;
            bytes[place] ^= 1;
            try
            {
                Ext4Reader.Read(new PatchedSource(Volume, block, bytes));
            }
            catch (ImageFormatException exception) when (exception.DiagnosticId == DiagnosticIds.VolumeDamaged)
            {
                noticed++;
            }
        }

        // Bytes of files lie in some of these blocks of 4 KiB too.
        Assert.That(noticed, Is.GreaterThan(blocks.Length / 2));
    }

    [Test]
    public void What_is_no_volume_is_told()
    {
        Assert.That(() => Ext4Reader.Read(BlobSource.Zeros(0)), Fails(DiagnosticIds.VolumeNotRecognised));
        Assert.That(() => Ext4Reader.Read(BlobSource.Zeros(Mebibyte)), Fails(DiagnosticIds.VolumeNotRecognised));
        Assert.That(() => Ext4Reader.Read(Volume.Slice(0, 5 * Mebibyte)), Fails(DiagnosticIds.Truncated));
        Assert.That(() => Ext4Reader.Read(WithSuperblock(bytes => bytes[97] |= 0x80)), Fails(DiagnosticIds.VolumeNotRecognised));
        Assert.That(() => Ext4Reader.Read(WithSuperblock(bytes => bytes[24] = 7)), Fails(DiagnosticIds.VolumeDamaged));
        Assert.That(() => Ext4Reader.Read(WithSuperblock(bytes => bytes[40] = 0xFF)), Fails(DiagnosticIds.VolumeDamaged));
    }

    [Test]
    public void Limits_are_kept()
    {
        Assert.That(() => Ext4Reader.Read(Volume, new VolumeReadLimits { MaximumEntries = 20 }), Fails(DiagnosticIds.LimitExceeded));
        Assert.That(() => Ext4Reader.Read(Volume, new VolumeReadLimits { MaximumExtents = 20 }), Fails(DiagnosticIds.LimitExceeded));
        Assert.That(() => Ext4Reader.Read(Volume, new VolumeReadLimits { MaximumNameBytes = 20 }), Fails(DiagnosticIds.LimitExceeded));
        Assert.That(() => Ext4Reader.Read(Volume, new VolumeReadLimits { MaximumXattrBytes = 20 }), Fails(DiagnosticIds.LimitExceeded));
        Assert.That(() => Ext4Reader.Read(Volume, new VolumeReadLimits { MaximumDepth = 2 }), Fails(DiagnosticIds.LimitExceeded));
        Assert.That(() => Ext4Reader.Read(Volume, cancellationToken: new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
    }

    /// <summary>Thousands of inodes name one block of attributes with long names and no values.</summary>
    [TestCase(false)]
    [TestCase(true)]
    public void A_block_of_attributes_that_inodes_share_is_kept_once(bool withOwn)
    {
        const int Files = 4000;
        const int Attributes = 100;
        const int MostOfFile = 2500;
        var tree = new FileTree();
        var own = withOwn ? VolumeTrees.WithAttributes(("user.own", 8)) : new FileMetadata();
        tree.Set("0", new RegularFile(
            BlobSource.FromText("x"), VolumeTrees.WithAttributes([.. Enumerable.Range(0, Attributes).Select(index => ($"user.{index:d20}", 0))])));
        for (var index = 1; index <= Files; index++)
        {
            tree.Set($"files/{index}", new RegularFile(BlobSource.FromText("y"), own));
        }

        var volume = Ext4ImageBuilder.Build(tree, new Ext4Options { Size = 600 * Mebibyte, BlockSize = 4096 });
        var apart = Read(volume).Allocated;
        var (read, allocated) = Read(ShareAttributes(volume));
        Assert.That(allocated - apart, Is.LessThan(Files * MostOfFile));
        var files = ((DirectoryNode)read.Find("files")!).Children;
        Assert.That(files, Has.Count.EqualTo(Files));
        Assert.That(files.Select(file => file.Value.Metadata.ExtendedAttributes.Count), Is.All.EqualTo(withOwn ? Attributes + 1 : Attributes));
        Assert.That(files.First().Value.Metadata.ExtendedAttributes.ContainsKey("user.own"), Is.EqualTo(withOwn));

        static (FileTree Tree, long Allocated) Read(BlobSource volume)
        {
            var plain = WithSuperblock(volume, bytes => bytes[101] &= 0xFB);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var tree = Ext4Reader.Read(plain).Tree;
            return (tree, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Test]
    public void Groups_that_are_not_used_cost_nothing()
    {
        // Groups of one block: 67 million in 64 GiB, each with a descriptor of zeros behind the first two.
        const uint Blocks = 64 << 20;
        const uint InodesOfGroup = 8;
        var volume = WithSuperblock(Volume, bytes =>
        {
            bytes[101] &= 0xFB;
            WriteUInt32LittleEndian(bytes, (Blocks - 1) * InodesOfGroup);
            WriteUInt32LittleEndian(bytes.AsSpan(4), Blocks);
            WriteUInt32LittleEndian(bytes.AsSpan(32), 1);
            WriteUInt32LittleEndian(bytes.AsSpan(40), InodesOfGroup);
        });
        var read = 0;
        var large = new ObservedSource(new SparseImageBuilder().Place(0, volume, "volume").Build(Blocks * 1024L), (_, _) => read++);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(() => Ext4Reader.Read(large), Fails(DiagnosticIds.VolumeDamaged));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(Mebibyte));
        Assert.That(read, Is.LessThan(100));
    }

    static FileTree Small()
    {
        var tree = VolumeTrees.Boot();
        for (var index = 0; index < 100; index++)
        {
            tree.SetFile($"many/{index:d40}", BlobSource.FromText($"{index}"));
        }

        tree.SetFile("pieces", VolumeTrees.Pieces(4 * Mebibyte, 300));
        tree.Set("deep/a/b/c", new SymbolicLink(new string('x', 700)));
        tree.Set("labelled", new RegularFile(BlobSource.FromText("l"), VolumeTrees.WithAttributes(("user.a", 300), ("security.b", 300))));
        tree.Set("plain", new RegularFile(BlobSource.FromText("l"), VolumeTrees.WithAttributes(("user.a", 20))));
        return tree;
    }

    static PatchedSource WithSuperblock(Action<byte[]> change) => WithSuperblock(Volume, change);

    static PatchedSource WithSuperblock(BlobSource volume, Action<byte[]> change)
    {
        var bytes = new byte[Ext4Superblock.Size];
        volume.Read(Ext4Superblock.Offset, bytes);
        change(bytes);
        Ext4Superblock.Seal(bytes);
        return new PatchedSource(volume, Ext4Superblock.Offset, bytes);
    }

    /// <summary>Gives the block of attributes of the one inode that has one to all files of the first group.</summary>
    static PatchedSource ShareAttributes(BlobSource volume)
    {
        const int BlockSize = 4096;
        const int AttributeBlockOffset = 104;
        const int InodesOfGroup = 7680;
        var descriptor = new byte[Ext4GroupDescriptor.Size];
        volume.Read(BlockSize, descriptor);
        var offset = (long)Ext4GroupDescriptor.Read(descriptor).InodeTable * BlockSize;
        var table = new byte[InodesOfGroup * Ext4Inode.Size];
        volume.Read(offset, table);
        var inodes = Enumerable.Range(0, InodesOfGroup).Select(index => table.AsMemory(index * Ext4Inode.Size, Ext4Inode.Size)).ToList();
        var block = inodes.Select(inode => ReadUInt32LittleEndian(inode.Span[AttributeBlockOffset..])).Single(number => number != 0);
        foreach (var inode in inodes.Where(inode => (ReadUInt16LittleEndian(inode.Span) & 0xF000) == 0x8000))
        {
            WriteUInt32LittleEndian(inode.Span[AttributeBlockOffset..], block);
        }

        return new PatchedSource(volume, offset, table);
    }

    static NUnit.Framework.Constraints.Constraint Fails(string id) =>
        Throws.InstanceOf<ImageFormatException>().With.Property(nameof(ImageFormatException.DiagnosticId)).EqualTo(id);
}
