using TalosBoot.Boot.Grub;

namespace TalosBoot.Boot.Tests.Grub;

/// <summary>EFI images against those of grub-mkimage.</summary>
public sealed class GrubEfiImageTests
{
    [TestCaseSource(typeof(GrubMkimage), nameof(GrubMkimage.EfiFolders))]
    public void An_image_for_disks_is_the_bytes_of_grub_mkimage(GrubTarget target, bool isInstalled)
    {
        var path = GrubMkimage.FolderOf(target, isInstalled);
        var options = GrubModuleSets.ForDisk(target);
        var image = GrubEfiImage.Build(GrubModuleFolder.Open(GrubFolders.Tree(path), target), options);
        Assert.That(image, Is.EqualTo(GrubMkimage.Make(path, target.FolderName(), options)));
    }

    [TestCaseSource(typeof(GrubMkimage), nameof(GrubMkimage.EfiFolders))]
    public void An_image_for_an_iso_is_the_bytes_of_grub_mkimage(GrubTarget target, bool isInstalled)
    {
        var path = GrubMkimage.FolderOf(target, isInstalled);
        var folder = GrubModuleFolder.Open(GrubFolders.Tree(path), target);
        var options = GrubModuleSets.ForEfiIso(folder, "/.disk/2019-06-01-21-34-52-00.uuid");
        Assert.That(GrubEfiImage.Build(folder, options), Is.EqualTo(GrubMkimage.Make(path, target.FolderName(), options)));
    }

    [Test]
    public void Programs_that_know_such_files_recognise_an_image()
    {
        var folder = GrubModuleFolder.Open(GrubFolders.Tree(GrubFolders.OfDemoRelease("x86_64-efi")), GrubTarget.X64Efi);
        using var work = new TemporaryFolder();
        var path = work.WriteFile("grub.efi", GrubEfiImage.Build(folder, GrubModuleSets.ForDisk(GrubTarget.X64Efi)));
        ForeignTool.Run("grub-file", "--is-x86_64-efi", path);
        Assert.That(ForeignTool.Run("file", "--brief", path).Output, Does.Contain("EFI application"));
    }
}
