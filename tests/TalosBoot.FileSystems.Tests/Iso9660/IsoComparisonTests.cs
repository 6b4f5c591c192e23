using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Iso9660;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Iso9660;

public sealed class IsoComparisonTests
{
    static readonly byte[] Esp = IsoTrees.Esp(3);

    [Test]
    public void An_image_does_not_differ_from_itself() => Assert.That(IsoComparison.Compare(Hybrid(IsoTrees.Hybrid()), Hybrid(IsoTrees.Hybrid())), Is.Empty);

    [Test]
    public void What_differs_is_told_in_words()
    {
        var tree = IsoTrees.Hybrid();
        var path = tree.Walk().First(item => item.Entry is RegularFile { Content.Length: > 1 } && !item.Path.EndsWith("eltorito.img", StringComparison.Ordinal)).Path;
        var length = ((RegularFile)tree.Find(path)!).Content.Length;
        tree.SetFile(path, BlobSource.FromBytes(TestBytes.Noise((int)length - 1)));
        tree.SetFile("zz-new", BlobSource.FromText("new"));
        var differences = IsoComparison.Compare(Hybrid(IsoTrees.Hybrid()), Hybrid(tree, "OTHER")).Select(difference => difference.ToString()).ToArray();
        Assert.That(differences, Does.Contain($"/{path}: a content of {length} bytes and one of {length - 1} bytes"));
        Assert.That(differences, Does.Contain("/zz-new: is in the second image only"));
        Assert.That(differences, Has.Some.StartsWith("volume id: \"").And.Some.EndsWith(" and \"OTHER\""));
    }

    [Test]
    public void Boot_images_and_partitions_are_compared()
    {
        var hybrid = Hybrid(IsoTrees.Hybrid());
        var other = IsoReader.Read(IsoImageBuilder.Build(IsoTrees.Hybrid(), IsoTrees.UefiOptions(IsoTrees.Esp(4))));
        var subjects = IsoComparison.Compare(hybrid, other).Select(difference => difference.Subject).ToArray();
        Assert.That(subjects, Does.Contain("boot image 1").And.Contain("boot image 2").And.Contain("partition 1"));
    }

    [Test]
    public async Task Files_are_extracted_as_xorriso_extracts_them()
    {
        using var folder = new TemporaryFolder();
        var image = IsoImageBuilder.Build(IsoTrees.Hybrid(), IsoTrees.HybridOptions(Esp, TestBytes.Noise(512)));
        await image.WriteToFileAsync(folder["image.iso"]);
        await IsoExtraction.ExtractAsync(IsoReader.Read(image), folder["ours"]);
        ForeignTool.Run("xorriso", "-osirrox", "on:auto_chmod_off", "-indev", folder["image.iso"], "-extract", "/", folder["theirs"]);
        Assert.That(ForeignTool.TryRun("diff", ["-r", folder["ours"], folder["theirs"]]).Output, Is.Empty);
        Assert.That(
            async () => await IsoExtraction.ExtractAsync(IsoReader.Read(image), folder["ours"]),
            Throws.InstanceOf<FileAccessException>().With.Message.Contains("not empty"));
    }

    [TestCase(@"..\..\x.exe")]
    [TestCase(@"C:\x")]
    [TestCase("c:x")]
    [TestCase("...")]
    [TestCase(".. ")]
    public void Names_that_lead_elsewhere_on_some_systems_are_refused_before_anything_is_written(string name)
    {
        using var folder = new TemporaryFolder();
        var tree = new FileTree();
        tree.SetFile("a", BlobSource.FromText("x"));
        tree.SetFile($"z/{name}", BlobSource.FromText("x"));
        AssertRefused(folder, tree, DiagnosticIds.ArchivePathRefused);
    }

    [Test, Platform(Exclude = "Win", Reason = "There, files have no such names.")]
    public void Names_with_colons_and_dots_are_extracted()
    {
        using var folder = new TemporaryFolder();
        var tree = new FileTree();
        tree.SetFile("registry.example:5000/..a. ", BlobSource.FromText("x"));
        Assert.That(async () => await ExtractAsync(tree, folder["out"]), Throws.Nothing);
    }

    [Test]
    public void Links_are_refused_before_anything_is_written()
    {
        using var folder = new TemporaryFolder();
        var tree = new FileTree();
        tree.SetFile("a", BlobSource.FromText("x"));
        tree.Set("z", new SymbolicLink("a"));
        AssertRefused(folder, tree, DiagnosticIds.IsoFeatureUnsupported);
    }

    [Test]
    public void A_folder_that_cannot_be_made_is_told()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "x");
        foreach (var path in (string[])["file", "file/folder"])
        {
            Assert.That(
                async () => await ExtractAsync(IsoTrees.Uefi(), folder[path]),
                Throws.InstanceOf<FileAccessException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.OutputNotWritable), path);
        }
    }

    static Task ExtractAsync(FileTree tree, string folder) =>
        IsoExtraction.ExtractAsync(IsoReader.Read(IsoImageBuilder.Build(tree, new IsoOptions())), folder);

    static void AssertRefused(TemporaryFolder folder, FileTree tree, string id)
    {
        Assert.That(
            async () => await ExtractAsync(tree, folder["out"]), Throws.InstanceOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo(id));
        Assert.That(Directory.Exists(folder["out"]), Is.False);
    }

    static IsoVolume Hybrid(FileTree tree, string? volumeId = null)
    {
        var options = IsoTrees.HybridOptions(Esp, TestBytes.Noise(512));
        return IsoReader.Read(IsoImageBuilder.Build(tree, volumeId is null ? options : options with { VolumeId = volumeId }));
    }
}
