using System.Buffers.Binary;
using CsCheck;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.SquashFs;
using TalosBoot.FileSystems.SquashFs.OnDisk;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.SquashFs;

/// <summary>Images that are damaged on purpose give a tree or the documented exception, with little memory.</summary>
[TestFixture]
public sealed class HostileSquashFsTests
{
    const long LargestAllocation = 64L << 20;

    // The number of mutations that each image gets; 2,000 of each were tried without a finding.
    const int Mutations = 300;

    [TestCase("-comp zstd -Xcompression-level 3")]
    [TestCase("-comp zstd -noI -noF -noX -noId")]
    [TestCase("-comp xz -no-fragments")]
    [TestCase("-comp xz -Xbcj x86 -always-use-fragments -b 16K")]
    [TestCase("-comp gzip -b 1M")]
    [TestCase("-comp gzip -b 4K -noI")]
    public void A_mutated_image_of_mksquashfs_gives_a_tree_or_the_documented_exception(string options)
    {
        var image = MakeImage(options.Split(' '));
        var used = (int)BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(40));
        Gen.Select(Gen.Int[0, used - 1], Gen.Byte.Array[1, 12], Gen.Int[0, 3], Gen.Int[0, used - 1]).Sample(
            (position, bytes, kind, other) =>
            {
                var mutated = image.ToArray();
                var length = Math.Min(bytes.Length, mutated.Length - Math.Max(position, other));
                switch (kind)
                {
                    case 0: // A stretch anywhere, tables being where most of the structure is.
                        bytes.AsSpan(0, length).CopyTo(mutated.AsSpan(position));
                        break;
                    case 1: // A field of the superblock, in range of the image.
                        BinaryPrimitives.WriteInt64LittleEndian(mutated.AsSpan(8 + (position % 11 * 8)), other);
                        break;
                    case 2: // A piece in another place.
                        image.AsSpan(other, length).CopyTo(mutated.AsSpan(position));
                        break;
                    default: // The tables only.
                        var tables = (int)BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(64));
                        var place = tables + (position % (used - tables));
                        bytes.AsSpan(0, Math.Min(bytes.Length, used - place)).CopyTo(mutated.AsSpan(place));
                        break;
                }

                ReadOrRefuse(mutated);
            },
            iter: Mutations, threads: 1);
    }

    [TestCase(SquashFsCompression.Gzip, "gzip", "--stdout", "-9")]
    [TestCase(SquashFsCompression.Xz, "xz", "--stdout", "--check=crc32", "-0")]
    [TestCase(SquashFsCompression.Zstd, "zstd", "--stdout", "-3")]
    public void A_block_that_unpacks_to_very_much_is_refused_before_that(SquashFsCompression compression, string tool, params string[] arguments)
    {
        const int Length = 16 << 20;
        var bomb = ForeignTool.TryRun(tool, arguments, input: new byte[Length]).OutputBytes;
        if (compression == SquashFsCompression.Gzip)
        {
            // Squashfs has zlib streams: another head around the same deflate data, and no trailer that matters here.
            bomb = [0x78, 0xDA, .. bomb[10..^8]];
        }

        Assert.That(bomb, Has.Length.LessThan(32_000));
        var codec = compression switch { SquashFsCompression.Gzip => 1, SquashFsCompression.Xz => 4, _ => 6 };
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(
            () => SquashFsReader.Read(BlobSource.FromBytes(WithRootInode((ushort)codec, bomb))),
            Throws.TypeOf<ImageFormatException>().With.Property("DiagnosticId").AnyOf(DiagnosticIds.SquashFsBlockDamaged, DiagnosticIds.LimitExceeded));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(4 << 20));
    }

    [Test]
    public void A_directory_that_contains_itself_is_refused()
    {
        var tree = new FileTree();
        tree.EnsureDirectory("outer/inner");
        using var spool = new ContentSpool();
        var image = new SquashFsImageBuilder(tree, new SquashFsOptions { Compression = SquashFsCompression.None })
            .BuildAsync(spool).GetAwaiter().GetResult().ToArray();
        var name = image.AsSpan().IndexOf("inner"u8);
        Assert.That(BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(name - 8)), Is.Zero, "The inner one has the first inode.");
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(name - 8), 32);
        Assert.That(
            () => SquashFsReader.Read(BlobSource.FromBytes(image)),
            Throws.TypeOf<ImageFormatException>().With.Message.Contains("is reached in two ways"));
    }

    [Test]
    public void Names_and_targets_together_have_a_limit()
    {
        var tree = new FileTree();
        for (var index = 0; index < 20; index++)
        {
            tree.Set($"link-{index:D5}", new SymbolicLink(new string('t', 90)));
        }

        using var spool = new ContentSpool();
        var image = new SquashFsImageBuilder(tree).BuildAsync(spool).GetAwaiter().GetResult();
        Assert.That(() => SquashFsReader.Read(image, new SquashFsReadLimits { MaximumNameBytes = 2000 }), Throws.Nothing);
        Assert.That(
            () => SquashFsReader.Read(image, new SquashFsReadLimits { MaximumNameBytes = 1999 }),
            Throws.TypeOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.LimitExceeded));
    }

    /// <summary>An image that is nothing but a metadata block where the inode of its root should be.</summary>
    static byte[] WithRootInode(ushort codec, byte[] stored)
    {
        var inodes = Superblock.Size;
        var ids = inodes + 2 + stored.Length;
        var image = new byte[ids + 6 + 8];
        new Superblock(
            1, 0, 131072, 0, codec, 17, 0, 1, 0, (ulong)image.Length, (ulong)ids + 6, Superblock.NoTable, (ulong)inodes, (ulong)ids, (ulong)ids,
            Superblock.NoTable).Write(image);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(inodes), (ushort)stored.Length);
        stored.CopyTo(image, inodes + 2);
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(ids), 0x8004);
        BinaryPrimitives.WriteInt64LittleEndian(image.AsSpan(ids + 6), ids);
        return image;
    }

    static byte[] MakeImage(string[] options)
    {
        using var folder = new TemporaryFolder();
        folder.WriteFile("tree/folder/text", TestBytes.Text(40_000));
        folder.WriteFile("tree/folder/small", "small"u8);
        folder.WriteFile("tree/noise", TestBytes.Noise(5_000));
        folder.WriteFile("tree/zeros", new byte[50_000]);
        File.CreateSymbolicLink(folder["tree", "link"], "folder/text");
        ForeignTool.Run("ln", folder["tree", "noise"], folder["tree", "hard"]);
        ForeignTool.Run("mksquashfs", [folder["tree"], folder["image"], "-noappend", "-no-progress", "-quiet", "-p", "null c 666 1 2 1 3", .. options]);
        return File.ReadAllBytes(folder["image"]);
    }

    static void ReadOrRefuse(byte[] image)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            foreach (var (_, entry) in SquashFsReader.Read(BlobSource.FromBytes(image)).Walk())
            {
                if (entry is RegularFile file)
                {
                    file.Content.Read(0, new byte[Math.Min(file.Content.Length, 100_000)]);
                }
            }
        }
        catch (ImageFormatException exception)
        {
            Assert.That(exception.ByteOffset, Is.GreaterThanOrEqualTo(0));
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(LargestAllocation));
    }
}
