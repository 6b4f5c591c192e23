using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Ext4;
using TalosBoot.FileSystems.Ext4.OnDisk;
using TalosBoot.FileSystems.Tests.Volumes;
using TalosBoot.FileSystems.Volumes;

namespace TalosBoot.FileSystems.Tests.Ext4;

[TestFixture]
public sealed class HostileExt4Tests
{
    const long Mebibyte = 1024 * 1024;

    static readonly SparseSource Volume = Ext4ImageBuilder.Build(Small(), new Ext4Options { Size = 16 * Mebibyte });

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

    static PatchedSource WithSuperblock(Action<byte[]> change)
    {
        var bytes = new byte[Ext4Superblock.Size];
        Volume.Read(Ext4Superblock.Offset, bytes);
        change(bytes);
        Ext4Superblock.Seal(bytes);
        return new PatchedSource(Volume, Ext4Superblock.Offset, bytes);
    }

    static NUnit.Framework.Constraints.Constraint Fails(string id) =>
        Throws.InstanceOf<ImageFormatException>().With.Property(nameof(ImageFormatException.DiagnosticId)).EqualTo(id);
}
