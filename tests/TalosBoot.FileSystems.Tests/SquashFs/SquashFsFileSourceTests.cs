using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.SquashFs;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.SquashFs;

/// <summary>The content of a file in an image keeps what every source promises.</summary>
[TestFixture]
[ContractOf("SquashFsFileSource")]
public sealed class SquashFsFileSourceTests : BlobSourceContract
{
    protected override (BlobSource Source, byte[] Expected) Create()
    {
        byte[] expected = [.. new byte[4096], .. TestBytes.Text(10_000), .. new byte[12_000], .. TestBytes.Noise(3_000)];
        var tree = new FileTree();
        tree.SetFile("file", BlobSource.FromBytes(expected));
        var spool = new ContentSpool();
        var image = new SquashFsImageBuilder(tree, new SquashFsOptions { BlockSize = 4096, Level = 3 }).BuildAsync(spool).GetAwaiter().GetResult();
        return (((RegularFile)SquashFsReader.Read(image).Find("file")!).Content, expected);
    }
}
