using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Schematics;

namespace TalosBoot.Planning;

/// <summary>The virtual extension of a schematic as a tree of files (docs/formats/schematic.md).</summary>
internal static class SchematicExtensionTree
{
    public static FileTree Create(SchematicExtension extension)
    {
        var tree = new FileTree();
        tree.SetFile(SchematicExtension.ManifestPath, BlobSource.FromBytes(extension.Manifest));
        tree.SetFile(extension.MarkerPath, BlobSource.FromBytes(ReadOnlyMemory<byte>.Empty));
        return tree;
    }
}
