using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Ext4;
using TalosBoot.FileSystems.Xfs;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Volumes;

/// <summary>A volume, and a file in it, keep what every source promises.</summary>
public static class VolumeSourceTests
{
    [TestFixture]
    public sealed class Ext4Volumes : BlobSourceContract
    {
        protected override (BlobSource Source, byte[] Expected) Create()
        {
            var source = Ext4ImageBuilder.Build(VolumeTrees.Boot(), new Ext4Options { Size = 1024 * 1024 });
            using var stream = source.OpenRead();
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            return (source, memory.ToArray());
        }
    }

    [TestFixture]
    public sealed class FilesOfExt4 : BlobSourceContract
    {
        protected override (BlobSource Source, byte[] Expected) Create()
        {
            var content = VolumeTrees.Pieces(200_000, 9);
            var tree = new Archives.Trees.FileTree();
            tree.SetFile("file", content);
            var volume = Ext4Reader.Read(Ext4ImageBuilder.Build(tree, new Ext4Options { Size = 1024 * 1024 }));
            return (((Archives.Trees.RegularFile)volume.Tree.Find("file")!).Content, content.ToArray());
        }
    }

    [TestFixture]
    public sealed class FilesOfXfs : BlobSourceContract
    {
        protected override (BlobSource Source, byte[] Expected) Create()
        {
            var content = VolumeTrees.Pieces(400_000, 40);
            var tree = new Archives.Trees.FileTree();
            tree.SetFile("file", content);
            var volume = XfsReader.Read(XfsImageBuilder.Build(tree, new XfsOptions { Size = 300 * VolumeTrees.Mebibyte }));
            return (((Archives.Trees.RegularFile)volume.Tree.Find("file")!).Content, content.ToArray());
        }
    }
}
