using System.Collections.Immutable;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Fuzz.Targets;

/// <summary>Small trees with every kind of entry.</summary>
static class SampleTrees
{
    public static FileTree Mixed(bool hasLinks = true)
    {
        var tree = new FileTree();
        tree.SetFile("empty", BlobSource.FromBytes(default));
        tree.SetFile("text", BlobSource.FromText("a text"));
        tree.SetFile("folder/noise", BlobSource.FromBytes(TestBytes.Noise(20_000)));
        tree.SetFile("folder/deep/deeper/zeros", BlobSource.Zeros(9000));
        tree.SetFile($"long/{new string('n', 200)}", BlobSource.FromText("long"));
        tree.SetFile("manifest.yaml", BlobSource.FromText("version: v1alpha1\nmetadata:\n  name: a\n"));
        if (hasLinks)
        {
            var shared = new RegularFile(BlobSource.FromText("shared"));
            tree.Set("first", shared);
            tree.Set("second", shared);
            tree.Set("link", new SymbolicLink("folder/deep"));
            tree.Set("attributes", new RegularFile(BlobSource.FromText("x"), FileMetadata.DefaultFile with
            {
                ExtendedAttributes = FileMetadata.NoExtendedAttributes.Add("user.name", ImmutableArray.Create<byte>(1, 2, 3)),
            }));
        }

        return tree;
    }
}
