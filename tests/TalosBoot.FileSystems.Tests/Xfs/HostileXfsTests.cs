using System.Buffers.Binary;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Tests.Volumes;
using TalosBoot.FileSystems.Volumes;
using TalosBoot.FileSystems.Xfs;
using TalosBoot.FileSystems.Xfs.OnDisk;

namespace TalosBoot.FileSystems.Tests.Xfs;

[TestFixture]
public sealed class HostileXfsTests
{
    const long Mebibyte = 1024 * 1024;

    static readonly SparseSource Volume = XfsImageBuilder.Build(Small(), new XfsOptions { Size = 320 * Mebibyte });

    [Test]
    public void Changed_metadata_is_noticed_or_harmless() =>
        HostileVolumes.Mutate(Volume, volume => XfsReader.Read(volume).Tree, Reseal, 2000);

    [Test]
    public void A_changed_byte_of_metadata_is_noticed_by_its_checksum()
    {
        foreach (var block in HostileVolumes.BlocksRead(Volume, volume => XfsReader.Read(volume).Tree).Skip(1).Take(40))
        {
            var bytes = new byte[4096];
            Volume.Read(block, bytes);
            bytes[20] ^= 1;
            Assert.That(() => XfsReader.Read(new PatchedSource(Volume, block, bytes)), Fails(DiagnosticIds.VolumeDamaged), $"{block}");
        }
    }

    [Test]
    public void What_is_no_volume_is_told()
    {
        Assert.That(() => XfsReader.Read(BlobSource.Zeros(0)), Fails(DiagnosticIds.VolumeNotRecognised));
        Assert.That(() => XfsReader.Read(BlobSource.Zeros(Mebibyte)), Fails(DiagnosticIds.VolumeNotRecognised));
        Assert.That(() => XfsReader.Read(Volume.Slice(0, 100 * Mebibyte)), Fails(DiagnosticIds.Truncated));
        Assert.That(() => XfsReader.Read(WithSuperblock(bytes => bytes[101] = 0xB4)), Fails(DiagnosticIds.VolumeNotRecognised));
        Assert.That(() => XfsReader.Read(WithSuperblock(bytes => bytes[218] = 0x80)), Fails(DiagnosticIds.VolumeNotRecognised));
        Assert.That(() => XfsReader.Read(WithSuperblock(bytes => bytes[63] = 200)), Fails(DiagnosticIds.VolumeDamaged));
    }

    [Test]
    public void Limits_are_kept()
    {
        Assert.That(() => XfsReader.Read(Volume, new VolumeReadLimits { MaximumEntries = 20 }), Fails(DiagnosticIds.LimitExceeded));
        Assert.That(() => XfsReader.Read(Volume, new VolumeReadLimits { MaximumExtents = 20 }), Fails(DiagnosticIds.LimitExceeded));
        Assert.That(() => XfsReader.Read(Volume, new VolumeReadLimits { MaximumNameBytes = 20 }), Fails(DiagnosticIds.LimitExceeded));
        Assert.That(() => XfsReader.Read(Volume, new VolumeReadLimits { MaximumXattrBytes = 20 }), Fails(DiagnosticIds.LimitExceeded));
        Assert.That(() => XfsReader.Read(Volume, new VolumeReadLimits { MaximumDepth = 2 }), Fails(DiagnosticIds.LimitExceeded));
        Assert.That(() => XfsReader.Read(Volume, cancellationToken: new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_directory_that_holds_its_parent_is_refused()
    {
        // The entry of "deep/a/b" in the short form of "deep/a" is made to lead to the root, inode 128.
        var found = 0;
        foreach (var block in HostileVolumes.BlocksRead(Volume, volume => XfsReader.Read(volume).Tree))
        {
            var bytes = new byte[4096];
            Volume.Read(block, bytes);
            for (var offset = 0; offset < bytes.Length; offset += 512)
            {
                var inode = bytes.AsSpan(offset, 512);
                var name = inode.IndexOf("back-to-the-root\u0002"u8);
                if (BinaryPrimitives.ReadUInt16BigEndian(inode) == XfsInode.Magic && name > 0)
                {
                    BinaryPrimitives.WriteUInt32BigEndian(inode[(name + 17)..], 128);
                    Reseal(bytes);
                    Assert.That(() => XfsReader.Read(new PatchedSource(Volume, block, bytes)), Fails(DiagnosticIds.VolumeDamaged));
                    found++;
                }
            }
        }

        Assert.That(found, Is.EqualTo(1));
    }

    static FileTree Small()
    {
        var tree = VolumeTrees.Boot();
        for (var index = 0; index < 70; index++)
        {
            tree.SetFile($"block/{index:d40}", BlobSource.FromText($"{index}"));
        }

        for (var index = 0; index < 200; index++)
        {
            tree.SetFile($"leaf/{index:d40}", BlobSource.FromText($"{index}"));
        }

        tree.SetFile("pieces", VolumeTrees.Pieces(4 * Mebibyte, 300));
        tree.Set("deep/a/back-to-the-root", new DirectoryNode());
        tree.Set("deep/a/back-to-the-root/c", new SymbolicLink(new string('x', 700)));
        tree.Set("labelled", new RegularFile(BlobSource.FromText("l"), VolumeTrees.WithAttributes(("user.a", 3500), ("security.b", 900))));
        tree.Set("plain", new RegularFile(BlobSource.FromText("l"), VolumeTrees.WithAttributes(("user.a", 20))));
        return tree;
    }

    static PatchedSource WithSuperblock(Action<byte[]> change)
    {
        var bytes = new byte[4096];
        Volume.Read(0, bytes);
        change(bytes);
        Reseal(bytes);
        return new PatchedSource(Volume, 0, bytes);
    }

    static void Reseal(byte[] block)
    {
        var magic = BinaryPrimitives.ReadUInt32BigEndian(block);
        var nodeMagic = BinaryPrimitives.ReadUInt16BigEndian(block.AsSpan(8));
        if (magic == XfsSuperblock.Magic)
        {
            XfsChecksum.Seal(block.AsSpan(0, 512), XfsSuperblock.ChecksumOffset);
        }
        else if (magic is XfsDirectoryBlockHeader.Single or XfsDirectoryBlockHeader.Data or XfsDirectoryBlockHeader.FreeIndex)
        {
            XfsChecksum.Seal(block, XfsDirectoryBlockHeader.ChecksumOffset);
        }
        else if (magic == XfsLongBtreeHeader.Magic)
        {
            XfsChecksum.Seal(block, XfsLongBtreeHeader.ChecksumOffset);
        }
        else if (magic is XfsRemoteHeader.LinkTarget or XfsRemoteHeader.AttributeValue
            || nodeMagic is XfsNodeHeader.Node or XfsNodeHeader.AttributeLeaf or XfsNodeHeader.DirectoryLeaf or XfsNodeHeader.DirectoryLeafOfNode)
        {
            XfsChecksum.Seal(block, XfsNodeHeader.ChecksumOffset);
        }
        else
        {
            for (var offset = 0; offset < block.Length; offset += 512)
            {
                XfsChecksum.Seal(block.AsSpan(offset, 512), XfsInode.ChecksumOffset);
            }
        }
    }

    static NUnit.Framework.Constraints.Constraint Fails(string id) =>
        Throws.InstanceOf<ImageFormatException>().With.Property(nameof(ImageFormatException.DiagnosticId)).EqualTo(id);
}
