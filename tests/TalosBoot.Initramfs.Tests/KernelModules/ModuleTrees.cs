using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Initramfs.Tests.KernelModules;

/// <summary>Module trees for tests.</summary>
static class ModuleTrees
{
    public const string VectorVersion = "6.1.0-t";

    public const string VectorPath = "lib/modules/" + VectorVersion;

    /// <summary>A folder of the host as a tree. Links are kept.</summary>
    public static FileTree Load(string folder, string path)
    {
        var tree = new FileTree();
        tree.EnsureDirectory(path);
        foreach (var info in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
        {
            var place = $"{path}/{Path.GetRelativePath(folder, info.FullName)}";
            if (info.LinkTarget is { } target)
            {
                tree.Set(place, new SymbolicLink(target));
            }
            else if (info is FileInfo file)
            {
                tree.SetFile(place, BlobSource.FromFile(file.FullName));
            }
            else
            {
                tree.EnsureDirectory(place);
            }
        }

        return tree;
    }

    /// <summary>The tree of the upstream vectors.</summary>
    public static FileTree LoadVector() => Load(RepositoryPaths.Vector("initramfs", "depmod", "input", "lib", "modules", VectorVersion), VectorPath);
}
