using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.FileSystems.SquashFs;
using TalosBoot.FileSystems.SquashFs.Codecs;
using TalosBoot.FileSystems.SquashFs.OnDisk;
using TalosBoot.FileSystems.SquashFs.Reading;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.SquashFs;

/// <summary>Images of mksquashfs 4.7.5 and the lists of what is in them.</summary>
[TestFixture]
public sealed class SquashFsVectorTests
{
    [TestCase("mixed", "zstd")]
    [TestCase("mixed", "xz")]
    [TestCase("order", "zstd")]
    [TestCase("order", "xz")]
    public void An_image_of_mksquashfs_holds_what_its_list_says(string name, string codec)
    {
        var tree = SquashFsReader.Read(Open($"{name}.{codec}.sqsh"));
        var lines = File.ReadAllLines(RepositoryPaths.Vector("initramfs", "squashfs", $"{name}.tsv"))
            .Where(line => !line.StartsWith('#')).Select(line => line.Split('\t')).ToArray();
        Assert.That(tree.Walk().Select(item => item.Path), Is.EqualTo(lines.Skip(1).Select(line => line[0]).Order(StringComparer.Ordinal)));
        var names = tree.Walk().GroupBy(item => item.Entry).ToDictionary(group => group.Key, group => group.Count());
        foreach (var line in lines.Skip(1))
        {
            var entry = tree.Find(line[0])!;
            Assert.That(Convert.ToString(entry.Metadata.Mode, 8).PadLeft(4, '0'), Is.EqualTo(line[2]), line[0]);
            Assert.That(entry.Metadata.ModifiedAt, Is.EqualTo(1_559_424_892), line[0]);
            var label = entry.Metadata.ExtendedAttributes.TryGetValue("security.selinux", out var value) ? Text([.. value]) : string.Empty;
            Assert.That(label, Is.EqualTo(line[6]), line[0]);
            switch (entry)
            {
                case RegularFile file:
                    Assert.That(line[1], Is.EqualTo("f"));
                    Assert.That($"{file.Content.Length}", Is.EqualTo(line[3]), line[0]);
                    Assert.That($"{names[entry]}", Is.EqualTo(line[4]), line[0]);
                    Assert.That(Digest.Sha256(file.Content).Hex, Is.EqualTo(line[5]), line[0]);
                    break;
                case SymbolicLink link:
                    Assert.That(link.Target, Is.EqualTo(line[5]));
                    break;
                default:
                    Assert.That(line[1], Is.EqualTo("d"), line[0]);
                    break;
            }
        }
    }

    [TestCase("empty-root", "zstd")]
    [TestCase("mixed", "zstd")]
    [TestCase("mixed", "xz")]
    [TestCase("order", "zstd")]
    [TestCase("order", "xz")]
    public async Task The_tree_of_an_image_of_mksquashfs_makes_that_image_again_when_the_codec_gives_the_same_bytes(string name, string codec)
    {
        var vector = Open($"{name}.{codec}.sqsh");
        var recording = new RecordingDecompressor(codec == "zstd" ? new ZstdSquashFsDecompressor() : SquashFsCodecs.CreateDecompressor(4));
        var image = SquashFsImage.Open(vector, recording);
        var tree = new TreeReader(image, new SquashFsReadLimits()).Read(CancellationToken.None);
        Assert.That(new LookupTable<BlockPointer>(image, image.Superblock.ExportTable, image.Superblock.InodeCount)[0].Position, Is.LessThan(ulong.MaxValue));

        using var replay = new SquashFsCodec(image.Superblock.Compression, codec == "zstd" ? [18, 0, 0, 0] : [], _ => recording);
        using var spool = new ContentSpool();
        var made = await new SquashFsImageBuilder(tree, new SquashFsOptions { AllRoot = true }).BuildAsync(replay, spool, new BuildContext(), default);
        Assert.That(made.ToArray(), Is.EqualTo(vector.ToArray()));
    }

    static BlobSource Open(string name) => BlobSource.FromBytes(File.ReadAllBytes(RepositoryPaths.Vector("initramfs", "squashfs", name)));

    static string Text(byte[] bytes) => System.Text.Encoding.UTF8.GetString(bytes);
}
