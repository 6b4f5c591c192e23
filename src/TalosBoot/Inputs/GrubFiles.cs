using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.Inputs;

/// <summary>GRUB's files, as an imager image has them.</summary>
/// <param name="Folders">The folders of modules: what <c>/usr/lib/grub</c> holds.</param>
/// <param name="Font">The font for menus, which Talos' do not need; null where there is none, as in imager images from 1.10 on.</param>
internal sealed record GrubFiles(FileTree Folders, BlobSource? Font)
{
    const string FolderPath = "usr/lib/grub";
    const string FontPath = "usr/share/grub/unicode.pf2";

    /// <summary>Finds them in a root file system. What is missing is told when it is needed.</summary>
    public static GrubFiles In(FileTree root) => new(
        root.Find(FolderPath) is DirectoryNode folders ? new FileTree(folders) : new FileTree(),
        root.Find(FontPath) is RegularFile font ? font.Content : null);

    /// <summary>Those of a root file system and nothing else, as a root file system.</summary>
    public static FileTree Pick(FileTree root)
    {
        var result = new FileTree();
        foreach (var path in new[] { FolderPath, FontPath })
        {
            if (root.Find(path) is { } found)
            {
                result.Set(path, found);
            }
        }

        return result;
    }
}
