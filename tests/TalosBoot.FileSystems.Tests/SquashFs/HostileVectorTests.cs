using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.SquashFs;
using TalosBoot.FileSystems.SquashFs.Codecs;
using TalosBoot.FileSystems.SquashFs.Reading;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.SquashFs;

sealed class HostileVectorTests
{
    [Test]
    public void A_zlib_header_that_asks_for_a_dictionary_is_damage()
    {
        var image = BlobSource.FromFile(RepositoryPaths.Vector("hostile", "squashfs.ZLibException-FileSystems.SquashFs.StreamSquashFsDecompressor.Decompress.1.bin"));
        Assert.That(
            () =>
            {
                foreach (var (_, entry) in SquashFsReader.Read(image).Walk())
                {
                    _ = (entry as Archives.Trees.RegularFile)?.Content.ToArray();
                }
            },
            Throws.InstanceOf<ImageFormatException>());
    }

    [Test]
    public void Files_in_turn_from_more_fragment_blocks_than_are_kept_cost_no_more_than_their_blocks_twice()
    {
        var source = BlobSource.FromFile(RepositoryPaths.Vector("hostile", "squashfs-fragment-thrash.sq"));
        var decompressor = new CountingDecompressor(SquashFsCodecs.CreateDecompressor(SquashFsImage.Open(source).Superblock.Compression));
        var image = SquashFsImage.Open(source, decompressor);
        var files = new TreeReader(image, new SquashFsReadLimits()).Read(default).Walk().Select(item => item.Entry).OfType<Archives.Trees.RegularFile>().ToList();
        Assert.That(files, Has.Count.EqualTo(20_000));
        foreach (var file in files)
        {
            _ = file.Content.ToArray();
        }

        Assert.That(decompressor.Counts.Values.Max(), Is.EqualTo(2));
    }
}
