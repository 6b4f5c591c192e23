using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.SquashFs;
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
}
