using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Executables.Pe;

namespace TalosBoot.Executables.Tests.Pe;

public sealed class PeImageTests
{
    [Test]
    [Category(UpstreamFiles.Category)]
    public void Reads_what_the_upstream_stub_says()
    {
        var image = PeImage.Read(UpstreamFiles.Stub);
        Assert.That(image.Content.Length, Is.EqualTo(90_624));
        Assert.That(image.Machine, Is.EqualTo(0x8664));
        Assert.That(image.Architecture, Is.EqualTo(Architecture.Amd64));
        Assert.That(image.SectionAlignment, Is.EqualTo(0x1000));
        Assert.That(image.FileAlignment, Is.EqualTo(0x200));
        Assert.That(image.ImageBase, Is.EqualTo(0x1_4df9_0000));
        Assert.That(image.EntryPoint, Is.EqualTo(0x50bb));
        Assert.That(image.SizeOfImage, Is.EqualTo(110_592));
        Assert.That(image.SizeOfHeaders, Is.EqualTo(1536));
        Assert.That(image.Characteristics, Is.EqualTo(0x22e));
        Assert.That(image.TimeDateStamp, Is.EqualTo(1_559_830_076));
        Assert.That(
            image.Sections.Select(section =>
                (section.Name, section.VirtualSize, section.VirtualAddress, section.RawSize, section.RawOffset, section.Characteristics)),
            Is.EqualTo(new (string, long, long, long, long, uint)[]
            {
                (".text", 0x10209, 0x1000, 0x10400, 0x600, 0x6000_0020),
                (".rodata", 0x4ed8, 0x12000, 0x5000, 0x10a00, 0x4000_0040),
                (".data", 0xf0, 0x17000, 0x200, 0x15a00, 0xc000_0040),
                (".sbat", 0xf1, 0x18000, 0x200, 0x15c00, 0x4000_0040),
                (".sdmagic", 0x2d, 0x19000, 0x200, 0x15e00, 0x4000_0040),
                (".reloc", 0x94, 0x1a000, 0x200, 0x16000, 0x4200_0040),
            }));
        Assert.That(
            System.Text.Encoding.ASCII.GetString(image.FindSection(".sbat")!.Content.ToArray()),
            Is.EqualTo(
                "sbat,1,SBAT Version,sbat,1,https://github.com/rhboot/shim/blob/main/SBAT.md\n"
                + "systemd-stub,1,The systemd Developers,systemd,257,https://systemd.io/\n"
                + "systemd-stub.talos,1,Talos Linux,systemd,257.2257.2,https://github.com/siderolabs/tools/issues\n"));
    }

    [TestCase("MZ is missing", 0, 0x00, DiagnosticIds.NotAPeImage, ExpectedResult = 0)]
    [TestCase("the PE header lies in the DOS header", 0x3c, 0x20, DiagnosticIds.NotAPeImage, ExpectedResult = 0x3c)]
    [TestCase("the PE signature is missing", SyntheticPe.PeOffset, 0x00, DiagnosticIds.NotAPeImage, ExpectedResult = SyntheticPe.PeOffset)]
    [TestCase(
        "the magic is that of PE32", SyntheticPe.OptionalHeader + 1, 0x01, DiagnosticIds.NotAPeImage,
        ExpectedResult = SyntheticPe.OptionalHeader)]
    [TestCase(
        "17 data directories", SyntheticPe.OptionalHeader + 108, 17, DiagnosticIds.PeHeaderInvalid,
        ExpectedResult = SyntheticPe.OptionalHeader + 108)]
    [TestCase(
        "directories behind the header", SyntheticPe.PeOffset + 20, 239, DiagnosticIds.PeHeaderInvalid,
        ExpectedResult = SyntheticPe.OptionalHeader + 108)]
    [TestCase(
        "a file alignment of 3", SyntheticPe.OptionalHeader + 36, 3, DiagnosticIds.PeHeaderInvalid,
        ExpectedResult = SyntheticPe.OptionalHeader + 32)]
    [TestCase(
        "headers of 0x4d00 bytes", SyntheticPe.OptionalHeader + 61, 0x4d, DiagnosticIds.PeHeaderInvalid,
        ExpectedResult = SyntheticPe.OptionalHeader + 60)]
    [TestCase(
        "headers of 0 bytes", SyntheticPe.OptionalHeader + 61, 0, DiagnosticIds.PeHeaderInvalid,
        ExpectedResult = SyntheticPe.OptionalHeader + 60)]
    [TestCase(
        "an image base at the end", SyntheticPe.OptionalHeader + 31, 0xff, DiagnosticIds.PeHeaderInvalid,
        ExpectedResult = SyntheticPe.OptionalHeader + 24)]
    [TestCase(
        "data in the headers", SyntheticPe.SectionTable + 21, 0x01, DiagnosticIds.PeSectionInvalid,
        ExpectedResult = SyntheticPe.SectionTable)]
    [TestCase(
        "data over data", SyntheticPe.SectionTable + 40 + 21, 0x06, DiagnosticIds.PeSectionInvalid,
        ExpectedResult = SyntheticPe.SectionTable)]
    [TestCase(
        "addresses over addresses", SyntheticPe.SectionTable + 40 + 13, 0x11, DiagnosticIds.PeSectionInvalid,
        ExpectedResult = SyntheticPe.SectionTable)]
    [TestCase(
        "an address beyond 4 GiB", SyntheticPe.SectionTable + 80 + 11, 0xff, DiagnosticIds.PeSectionInvalid,
        ExpectedResult = SyntheticPe.SectionTable)]
    [TestCase("data behind the file", SyntheticPe.SectionTable + 80 + 22, 0x10, DiagnosticIds.Truncated, ExpectedResult = 0x10_0a00)]
    [TestCase("0xff03 sections", SyntheticPe.PeOffset + 7, 0xff, DiagnosticIds.LimitExceeded, ExpectedResult = SyntheticPe.PeOffset + 6)]
    public long Says_where_and_why_a_header_is_refused(string reason, int offset, byte value, string expectedId)
    {
        var bytes = SyntheticPe.Stub();
        Assert.That(bytes[offset], Is.Not.EqualTo(value), reason);
        bytes[offset] = value;
        if (reason == "addresses over addresses")
        {
            SyntheticPe.U32(bytes, SyntheticPe.SectionTable + 8, 0x1800);
        }
        else if (reason == "an address beyond 4 GiB")
        {
            SyntheticPe.U32(bytes, SyntheticPe.SectionTable + 80 + 12, 0x0100_0000);
        }

        var exception = Assert.Throws<ImageFormatException>(() => PeImage.Read(BlobSource.FromBytes(bytes)))!;
        Assert.That(exception.DiagnosticId, Is.EqualTo(expectedId), exception.Message);
        return exception.ByteOffset;
    }

    [Test]
    public void A_file_that_is_cut_anywhere_is_refused() =>
        HostileBytes.CutEverywhere(SyntheticPe.Stub(), bytes => PeImage.Read(BlobSource.FromBytes(bytes)));

    [Test]
    public void A_damaged_file_is_read_or_refused_and_nothing_else() => HostileBytes.Damage(
        SyntheticPe.Stub(), ..SyntheticPe.HeaderSize,
        bytes => PeImage.Read(BlobSource.FromBytes(bytes)).Sections.All(section => section.Content.ToArray().Length <= section.RawSize));

    [Test]
    public void A_section_name_may_fill_its_field()
    {
        var image = PeImage.Read(BlobSource.FromBytes(new SyntheticPe().Add(".sdmagic", [1, 2, 3]).Build()));
        Assert.That(image.Sections.Single().Name, Is.EqualTo(".sdmagic"));
        Assert.That(image.Sections.Single().Content.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
    }
}
