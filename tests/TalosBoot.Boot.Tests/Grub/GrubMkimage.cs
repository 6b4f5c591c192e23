using TalosBoot.Boot.Grub;

namespace TalosBoot.Boot.Tests.Grub;

/// <summary>Images that Debian's grub-mkimage makes of the same folders.</summary>
static class GrubMkimage
{
    public static IEnumerable<TestCaseData> BiosFolders() => Folders(GrubTarget.I386Pc);

    public static IEnumerable<TestCaseData> EfiFolders() => Folders(GrubTarget.X64Efi, GrubTarget.Arm64Efi);

    public static string FolderOf(GrubTarget target, bool isInstalled) =>
        isInstalled ? GrubFolders.Installed(target.FolderName()) : GrubFolders.OfDemoRelease(target.FolderName());

    public static byte[] Make(string folder, string format, GrubImageOptions options)
    {
        ForeignTool.Require("grub-mkimage");
        using var work = new TemporaryFolder();
        List<string> arguments = ["-O", format, "-d", folder, "-p", options.Prefix, "-o", work["image"]];
        if (options.Configuration is { } configuration)
        {
            File.WriteAllText(work["configuration"], configuration);
            arguments.AddRange(["-c", work["configuration"]]);
        }

        ForeignTool.Run("grub-mkimage", [.. arguments, .. options.Modules]);
        return File.ReadAllBytes(work["image"]);
    }

    static IEnumerable<TestCaseData> Folders(params GrubTarget[] targets)
    {
        foreach (var target in targets)
        {
            yield return new TestCaseData(target, false).SetArgDisplayNames($"{target}, the demo release's");
            if (target != GrubTarget.Arm64Efi)
            {
                yield return new TestCaseData(target, true).SetArgDisplayNames($"{target}, Debian's own");
            }
        }
    }
}
