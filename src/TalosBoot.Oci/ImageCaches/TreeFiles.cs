using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Oci.Layouts;

namespace TalosBoot.Oci.ImageCaches;

/// <summary>The files of a tree. Symbolic links are not followed.</summary>
internal sealed class TreeFiles(string name, FileTree tree) : IStoreFiles
{
    public string Name => name;

    public FileTree Tree => tree;

    public BlobSource? Find(string path) => (tree.Find(path) as RegularFile)?.Content;
}
