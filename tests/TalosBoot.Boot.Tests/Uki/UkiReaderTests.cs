using System.Text.RegularExpressions;
using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Executables.Pe;

namespace TalosBoot.Boot.Tests.Uki;

public sealed partial class UkiReaderTests
{
    [Test]
    public void Takes_the_parts_out_again()
    {
        var options = UkiBuilderTests.Options() with
        {
            Splash = BlobSource.FromText("BMP"),
            Profiles = [UkiProfile.Reset("a=b"), new UkiProfile("same", null, null)],
        };
        var uki = UkiReader.Open(UkiBuilder.Build(options));
        Assert.That(uki.Kernel.ToArray(), Is.EqualTo(options.Kernel.ToArray()));
        Assert.That(uki.Initramfs.ToArray(), Is.EqualTo(options.Initramfs.ToArray()));
        Assert.That(uki.CommandLine, Is.EqualTo("console=ttyS0 ümlaut=ja"));
        Assert.That(uki.KernelVersion, Is.EqualTo("6.12.5-talos"));
        Assert.That(uki.OsRelease, Does.StartWith("NAME=\"Talos\"\nID=talos\nVERSION_ID=v1.11.0\n"));
        Assert.That(uki.Splash!.ToArray(), Is.EqualTo("BMP"u8.ToArray()));
        Assert.That(uki.Profiles.Select(profile => (profile.Id, profile.Title, profile.CommandLine, profile.Sections.Count)), Is.EqualTo(new (string, string?, string, int)[]
        {
            ("main", null, "console=ttyS0 ümlaut=ja", 1),
            ("reset", "Reset system disk", "a=b talos.experimental.wipe=system", 2),
            ("same", null, "console=ttyS0 ümlaut=ja", 1),
        }));
    }

    [Test]
    public void The_first_of_two_sections_of_a_name_counts()
    {
        var image = PeSectionWriter.Append(
            PeImage.Read(BlobSource.FromBytes(SyntheticPe.Stub())),
            [Text(".linux", "1"), Text(".linux", "2"), Text(".initrd", "i"), Text(".cmdline", "a"), Text(".cmdline", "b")], BuildClock.Default);
        var uki = UkiReader.Open(image);
        Assert.That((uki.Kernel.ToArray()[0], uki.CommandLine), Is.EqualTo(((byte)'1', "a")));
    }

    [TestCase("splash-v1.5-v1.11.bmp", 590_538, 369, 400, "c2615c96cd796af248b147b48199710f6ff95d893c749aaea2d0a3836b9545a6")]
    [TestCase("splash-v1.12plus.bmp", 640_138, 400, 400, "db736eb8a5f1f2b59f9140378a47d14383d5b49ab3704c7ab2042017d5097365")]
    [Category(UpstreamFiles.Category)]
    public void The_pictures_of_upstream_come_out_of_a_UKI_as_they_went_in(string file, long length, int width, int height, string digest)
    {
        var uki = UkiReader.Open(UkiBuilder.Build(UkiBuilderTests.Options() with { Splash = UpstreamFiles.File(file) }));
        var picture = uki.Splash!.ToArray();
        Assert.That((picture.LongLength, Digest.Sha256(uki.Splash).Hex), Is.EqualTo((length, digest)));
        Assert.That((BitConverter.ToInt32(picture, 18), BitConverter.ToInt32(picture, 22)), Is.EqualTo((width, height)));
    }

    [TestCase(".linux")]
    [TestCase(".initrd")]
    [TestCase(".cmdline")]
    public void A_UKI_without_a_part_is_refused(string missing)
    {
        var sections = new[] { ".linux", ".initrd", ".cmdline" }.Where(name => name != missing).Select(name => Text(name, name)).ToList();
        var image = PeSectionWriter.Append(PeImage.Read(BlobSource.FromBytes(SyntheticPe.Stub())), sections, BuildClock.Default);
        Assert.That(
            () => UkiReader.Open(image),
            Throws.TypeOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.UkiSectionMissing).And.Message.Contains(missing));
    }

    [TestCase(".profile", "TITLE=x", DiagnosticIds.UkiSectionInvalid)]
    [TestCase(".osrel", null, DiagnosticIds.UkiSectionInvalid)]
    public void A_text_that_cannot_be_understood_is_refused(string name, string? text, string expectedId)
    {
        var image = PeSectionWriter.Append(
            PeImage.Read(BlobSource.FromBytes(SyntheticPe.Stub())),
            [Text(".linux", "1"), Text(".initrd", "i"), Text(".cmdline", "a"), new PeNewSection(
                name, text is null ? BlobSource.Zeros(70_000) : BlobSource.FromText(text))],
            BuildClock.Default);
        Assert.That(() => UkiReader.Open(image), Throws.TypeOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo(expectedId));
    }

    [Test]
    public void A_UKI_that_is_cut_anywhere_is_refused()
    {
        var kernel = BlobSource.FromBytes(SyntheticKernel.BzImage(length: 0x1300));
        var options = UkiBuilderTests.Options() with { Initramfs = BlobSource.FromText("i"), Kernel = kernel };
        HostileBytes.CutEverywhere(UkiBuilder.Build(options).ToArray(), bytes => UkiReader.Open(BlobSource.FromBytes(bytes)));
    }

    [Test]
    public void A_damaged_UKI_is_read_or_refused_and_nothing_else()
    {
        var options = UkiBuilderTests.Options() with { Profiles = [UkiProfile.Reset("a=b")] };
        HostileBytes.Damage(
            UkiBuilder.Build(options).ToArray(), ..0x400, bytes => UkiReader.Open(BlobSource.FromBytes(bytes)).Profiles.Count <= 9,
            5_000);
    }

    [Test]
    public void Comparison_names_what_differs()
    {
        var options = UkiBuilderTests.Options();
        var first = UkiReader.Open(UkiBuilder.Build(options with { Splash = BlobSource.FromText("x") }));
        var second = UkiReader.Open(UkiBuilder.Build(options with { CommandLine = "other", Profiles = [UkiProfile.Reset("a")] }));
        Assert.That(
            first.CompareTo(second).Select(difference => (difference.Kind, difference.Name, difference.Occurrence)),
            Is.EqualTo(new[]
            {
                (UkiDifferenceKind.Content, ".cmdline", 0), (UkiDifferenceKind.OnlyInFirst, ".splash", 0), (UkiDifferenceKind.OnlyInSecond, ".profile", 1),
                (UkiDifferenceKind.OnlyInSecond, ".cmdline", 1),
            }));
        Assert.That(first.CompareTo(first), Is.Empty);
    }

    [Test]
    public void Comparison_sees_another_order()
    {
        var stub = PeImage.Read(BlobSource.FromBytes(SyntheticPe.Stub()));
        var first = UkiReader.Open(
            PeSectionWriter.Append(stub, [Text(".linux", "1"), Text(".initrd", "i"), Text(".cmdline", "a")], BuildClock.Default));
        var second = UkiReader.Open(
            PeSectionWriter.Append(stub, [Text(".linux", "1"), Text(".cmdline", "a"), Text(".initrd", "i")], BuildClock.Default));
        Assert.That(
            first.CompareTo(second).Select(difference => (difference.Kind, difference.Name)),
            Is.EqualTo(new[] { (UkiDifferenceKind.Order, ".initrd") }));
    }

    [Test]
    public void Objcopy_and_objdump_see_the_same_sections()
    {
        using var folder = new TemporaryFolder();
        var options = UkiBuilderTests.Options() with { Stub = DebianStub.Open(folder), Profiles = [UkiProfile.Reset("a=b")] };
        var image = UkiBuilder.Build(options);
        var file = folder.WriteFile("uki.efi", image.ToArray());
        var uki = UkiReader.Open(image);
        var listing = SectionRow().Matches(ForeignTool.Run("objdump", "-h", file).Output);
        Assert.That(
            listing.Select(row => (
                row.Groups[1].Value, Convert.ToInt64(row.Groups[2].Value, 16), Convert.ToInt64(row.Groups[3].Value, 16), Convert.ToInt64(
                    row.Groups[4].Value, 16))),
            Is.EqualTo(uki.Image.Sections.Select(
                section => (section.Name, section.VirtualSize, uki.Image.ImageBase + section.VirtualAddress, section.RawOffset))));
        foreach (var name in new[] { ".linux", ".initrd", ".osrel", ".uname", ".sbat" })
        {
            ForeignTool.Run("objcopy", "-O", "binary", $"--only-section={name}", file, folder["section"]);
            Assert.That(File.ReadAllBytes(folder["section"]), Is.EqualTo(uki.Image.FindSection(name)!.Content.ToArray()), name);
        }
    }

    static PeNewSection Text(string name, string text) => new(name, BlobSource.FromText(text));

    [GeneratedRegex(@"^ +\d+ (\S+) +([0-9a-f]{8}) +([0-9a-f]{16}) +[0-9a-f]{16} +([0-9a-f]{8})", RegexOptions.Multiline)]
    private static partial Regex SectionRow();
}
