using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Samples.Cli.Imager;

/// <summary>GRUB's files of a root file system on this machine, such as <c>/</c> of a Debian with grub-pc-bin.</summary>
static class GrubRootFileSystem
{
    public static FileTree Read(string root)
    {
        var tree = new FileTree();
        foreach (var part in new[] { "usr/lib/grub", "usr/share/grub" })
        {
            var folder = Path.Combine(root, part);
            foreach (var file in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories) : [])
            {
                tree.SetFile(Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/'), BlobSource.FromFile(file));
            }
        }

        return tree.Root.Children.Count > 0 ? tree : throw new FileAccessException(
            DiagnosticIds.InputNotReadable, root, "there is neither usr/lib/grub nor usr/share/grub in it. Name the root of a system with GRUB's modules, with --grub-root.");
    }
}
