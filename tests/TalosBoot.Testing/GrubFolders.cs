using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.Testing;

/// <summary>Where tests find GRUB's module folders: Debian's packages, installed (GRUB 2.06 on Debian 12), or as the demo release takes them (2.12).</summary>
public static class GrubFolders
{
    /// <summary>The host's own folder of a target, such as <c>i386-pc</c>. Skips the test with a reason when it is not installed.</summary>
    public static string Installed(string target) => Existing($"/usr/lib/grub/{target}", "Install grub-pc-bin and grub-efi-amd64-bin.");

    /// <summary>The folder of a target that the demo release was made from. Skips the test with a reason when it was not built.</summary>
    public static string OfDemoRelease(string target)
    {
        var (architecture, package) = target switch
        {
            "i386-pc" => ("amd64", "grub-pc-bin"),
            "x86_64-efi" => ("amd64", "grub-efi-amd64-bin"),
            _ => ("arm64", "grub-efi-arm64-bin"),
        };
        return Existing(
            DemoPackages.Find(architecture, package, Path.Combine("usr", "lib", "grub", target)), "Run demo/build-release.sh --arch amd64,arm64.");
    }

    /// <summary>A tree as <c>/usr/lib/grub</c> that holds folders of the host.</summary>
    public static FileTree Tree(params IEnumerable<string> folders)
    {
        var tree = new FileTree();
        foreach (var folder in folders)
        {
            foreach (var file in Directory.EnumerateFiles(folder))
            {
                tree.SetFile($"{Path.GetFileName(folder)}/{Path.GetFileName(file)}", BlobSource.FromFile(file));
            }
        }

        return tree;
    }

    static string Existing(string folder, string hint)
    {
        if (!File.Exists(Path.Combine(folder, "moddep.lst")))
        {
            ForeignTool.SkipOrFail($"GRUB's folder {folder} is absent. {hint}");
        }

        return folder;
    }
}
