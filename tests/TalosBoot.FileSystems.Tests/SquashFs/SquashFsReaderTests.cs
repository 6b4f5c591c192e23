using System.Buffers.Binary;
using CsCheck;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.SquashFs;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.SquashFs;

[TestFixture]
public sealed class SquashFsReaderTests
{
    [TestCase(SquashFsCompression.None, 4096)]
    [TestCase(SquashFsCompression.Zstd, 131072)]
    public async Task A_tree_comes_back_as_it_was(SquashFsCompression compression, int blockSize)
    {
        var tree = SampleTrees.Everything();
        using var spool = new ContentSpool();
        var image = await new SquashFsImageBuilder(tree, Options(compression, blockSize)).BuildAsync(spool);
        Assert.That(TreeText.Of(SquashFsReader.Read(image)), Is.EqualTo(TreeText.Of(tree)));
    }

    [Test]
    public void Sets_of_several_attributes_and_namespaces_come_back()
    {
        var tree = new FileTree();
        byte[] label = [.. "system_u:object_r:bin_exec_t:s0"u8, 0];
        var sets = new[]
        {
            SampleTrees.Xattrs(("security.selinux", label), ("user.a", [1]), ("trusted.b", TestBytes.Noise(5000))),
            SampleTrees.Xattrs(("security.selinux", label)),
            SampleTrees.Xattrs(("user.c", TestBytes.Noise(5000)), ("user.d", TestBytes.Noise(5000)), ("user.e", [])),
            SampleTrees.Xattrs([.. Enumerable.Range(0, 700).Select(index => ($"user.number-{index:D4}", TestBytes.Text(100, (ulong)index)))]),
        };
        for (var index = 0; index < 40; index++)
        {
            var metadata = FileMetadata.DefaultFile with { ExtendedAttributes = sets[index % sets.Length] };
            tree.Set($"{index}", index % 2 == 0 ? new RegularFile(BlobSource.FromText($"{index}"), metadata) : new SymbolicLink("x", metadata));
        }

        tree.Set("pipe", new SpecialFile(SpecialFileKind.Fifo, FileMetadata.DefaultFile with { ExtendedAttributes = sets[0] }));
        tree.Set("device", new SpecialFile(SpecialFileKind.BlockDevice, FileMetadata.DefaultFile with { ExtendedAttributes = sets[1] }, 8, 1));
        Assert.That(TreeText.Of(SquashFsReader.Read(Build(tree))), Is.EqualTo(TreeText.Of(tree)));
    }

    [Test]
    public void Holes_of_a_file_are_holes_of_its_content()
    {
        var tree = new FileTree();
        var content = new byte[10 * 4096];
        content[5 * 4096] = 1;
        content[^1] = 1;
        tree.SetFile("sparse", BlobSource.FromBytes(content));
        var file = (RegularFile)SquashFsReader.Read(Build(tree, 4096)).Find("sparse")!;
        Assert.That(file.Content.Extents, Is.EqualTo(new[] { new Extent(5 * 4096, 4096, ContentKind.Data), new Extent(9 * 4096, 4096, ContentKind.Data) }));
        Assert.That(file.Content.ToArray(), Is.EqualTo(content));
    }

    [Test]
    public void An_image_cut_short_anywhere_is_refused()
    {
        var image = SmallImage();
        var used = (int)BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(40));
        for (var length = 0; length < used; length++)
        {
            var exception = Assert.Throws<ImageFormatException>(() => SquashFsReader.Read(BlobSource.FromBytes(image.AsMemory(0, length))));
            Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.Truncated), $"{length} bytes");
        }

        Assert.That(TreeText.Of(SquashFsReader.Read(BlobSource.FromBytes(image.AsMemory(0, used)))), Is.EqualTo(TreeText.Of(SmallTree())));
    }

    [Test]
    public void An_image_cut_short_anywhere_that_denies_it_is_refused()
    {
        var image = SmallImage();
        var used = (int)BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(40));
        for (var length = 96; length < used; length++)
        {
            var cut = image.AsSpan(0, length).ToArray();
            BinaryPrimitives.WriteInt64LittleEndian(cut.AsSpan(40), length);
            Assert.Throws<ImageFormatException>(() => ReadAll(cut), $"{length} bytes");
        }
    }

    [Test]
    public void A_changed_byte_gives_a_tree_or_the_documented_exception()
    {
        var image = SmallImage();
        var used = (int)BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(40));
        for (var position = 0; position < used; position++)
        {
            foreach (var change in new byte[] { 0x01, 0xC0 })
            {
                var damaged = (byte[])image.Clone();
                damaged[position] ^= change;
                ReadOrRefuse(damaged);
            }
        }
    }

    [Test]
    public void Changed_stretches_give_a_tree_or_the_documented_exception()
    {
        var stored = Build(SmallTree(), 4096, SquashFsCompression.None).ToArray();
        Gen.Select(Gen.Int[0, stored.Length - 1], Gen.Byte.Array[1, 8]).Sample(
            (position, bytes) =>
            {
                var damaged = (byte[])stored.Clone();
                bytes.AsSpan(0, Math.Min(bytes.Length, damaged.Length - position)).CopyTo(damaged.AsSpan(position));
                ReadOrRefuse(damaged);
            },
            iter: 3000, seed: "4jp7RDMfUZ71", threads: 2);
    }

    [Test]
    public void Noise_behind_a_good_superblock_is_refused()
    {
        var image = SmallImage();
        TestBytes.Noise(image.Length - 96, 7).CopyTo(image, 96);
        Assert.Throws<ImageFormatException>(() => ReadAll(image));
    }

    [Test]
    public void What_is_no_image_is_refused_with_its_own_id()
    {
        var exception = Assert.Throws<ImageFormatException>(() => SquashFsReader.Read(BlobSource.FromBytes(TestBytes.Text(4096))));
        Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.SquashFsNotRecognised));
        Assert.That(exception.ByteOffset, Is.Zero);
    }

    [Test]
    public void A_reference_behind_the_end_of_its_block_is_refused()
    {
        const int RootReference = 32;
        var image = SmallImage();
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(RootReference), 8000);
        var exception = Assert.Throws<ImageFormatException>(() => ReadAll(image));
        Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.SquashFsInvalid));
    }

    [Test]
    public void A_damaged_block_is_noticed_when_it_is_read_and_tells_its_place()
    {
        var tree = new FileTree();
        tree.SetFile("file", BlobSource.FromBytes(TestBytes.Text(100_000)));
        var image = Build(tree).ToArray();
        image.AsSpan(102, 8).Clear(); // behind the superblock and the codec's options
        var file = (RegularFile)SquashFsReader.Read(BlobSource.FromBytes(image)).Find("file")!;
        var exception = Assert.Throws<ImageFormatException>(() => file.Content.ToArray());
        Assert.That(exception!.ByteOffset, Is.EqualTo(102));
    }

    [Test]
    public void More_than_the_limits_is_refused()
    {
        var tree = new FileTree();
        tree.SetFile("a", BlobSource.Zeros(10 * 131072));
        tree.Set("b", new SymbolicLink("x", FileMetadata.DefaultFile with { ExtendedAttributes = SampleTrees.Xattrs(("user.x", new byte[1000])) }));
        var image = Build(tree);
        foreach (var limits in new[]
        {
            new SquashFsReadLimits { MaximumEntries = 1 },
            new SquashFsReadLimits { MaximumBlocks = 9 },
            new SquashFsReadLimits { MaximumXattrBytes = 500 },
        })
        {
            var exception = Assert.Throws<ImageFormatException>(() => SquashFsReader.Read(image, limits), limits.ToString());
            Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.LimitExceeded));
        }

        Assert.That(
            () => SquashFsReader.Read(image, new SquashFsReadLimits { MaximumEntries = 2, MaximumBlocks = 10, MaximumXattrBytes = 2000 }), Throws.Nothing);
    }

    [Test]
    public void A_cancelled_token_stops_the_reader() =>
        Assert.That(
            () => SquashFsReader.Read(BlobSource.FromBytes(SmallImage()), null, new CancellationToken(true)),
            Throws.InstanceOf<OperationCanceledException>());

    static void ReadOrRefuse(byte[] image)
    {
        try
        {
            ReadAll(image);
        }
        catch (ImageFormatException exception)
        {
            Assert.That(exception.ByteOffset, Is.GreaterThanOrEqualTo(0));
        }
    }

    static void ReadAll(byte[] image)
    {
        foreach (var (_, entry) in SquashFsReader.Read(BlobSource.FromBytes(image), new SquashFsReadLimits { MaximumBlocks = 10_000 }).Walk())
        {
            if (entry is RegularFile file)
            {
                file.Content.Read(0, new byte[Math.Min(file.Content.Length, 100_000)]);
            }
        }
    }

    static byte[] SmallImage() => Build(SmallTree(), 4096).ToArray();

    static FileTree SmallTree()
    {
        var tree = new FileTree();
        tree.SetFile("folder/text", BlobSource.FromBytes(TestBytes.Text(4500)));
        tree.SetFile("folder/small", BlobSource.FromText("small"));
        tree.SetFile("noise", BlobSource.FromBytes(TestBytes.Noise(500)));
        tree.Set("hard", tree.Find("folder/text")!);
        tree.Set("link", new SymbolicLink("folder/text"));
        tree.Set("link-too", tree.Find("link")!);
        tree.Set("null", new SpecialFile(SpecialFileKind.CharacterDevice, FileMetadata.DefaultFile with { UserId = 5 }, 1, 3));
        tree.Find("noise")!.Metadata = FileMetadata.DefaultFile with { ExtendedAttributes = SampleTrees.Xattrs(("user.a", TestBytes.Text(200))) };
        return tree;
    }

    static BlobSource Build(FileTree tree, int blockSize = 131072, SquashFsCompression compression = SquashFsCompression.Zstd)
    {
        var spool = new ContentSpool();
        return new SquashFsImageBuilder(tree, Options(compression, blockSize)).BuildAsync(spool).GetAwaiter().GetResult();
    }

    static SquashFsOptions Options(SquashFsCompression compression, int blockSize) =>
        new() { BlockSize = blockSize, Compression = compression, Level = compression == SquashFsCompression.Zstd ? 3 : null };
}
