using System.Text.RegularExpressions;
using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Executables.Pe;

namespace TalosBoot.Executables.Tests.Pe;

public sealed partial class PeSectionWriterTests
{
    static readonly BuildClock Clock = new(1_609_459_200);

    [Test]
    [Category(UpstreamFiles.Category)]
    public void Appends_to_the_upstream_stub_byte_for_byte_as_upstream_does()
    {
        var image = UpstreamStub.WithTwoSections;
        Assert.That(image.Length, Is.EqualTo(4_284_928));
        Assert.That(Digest.Sha256(image).Hex, Is.EqualTo("020b576f8c66946afa9db8d2de9e0794747dee6d9d7c4a71d9392210dae07820"));
        var sections = PeImage.Read(image).Sections;
        Assert.That((sections[^2].VirtualAddress, sections[^2].RawOffset), Is.EqualTo((0x1b000, 0x16000)));
        Assert.That((sections[^1].VirtualAddress, sections[^1].RawOffset), Is.EqualTo((0x1c000, 0x16200)));
    }

    [Test]
    public void Writes_the_headers_that_the_rules_give()
    {
        var image = Append(SyntheticPe.Stub(), [new PeNewSection(".osrel", BlobSource.FromText("x"))]).ToArray();
        var headers = image.AsSpan(0, 0x400);

        // Old DOS header, new place of the PE header, no DOS program, 4 sections, the clock.
        Assert.That(Convert.ToHexStringLower(headers[..2]), Is.EqualTo("4d5a"));
        Assert.That(Convert.ToHexStringLower(headers[0x3c..0x40]), Is.EqualTo("80000000"));
        Assert.That(headers[0x40..0x80].ContainsAnyExcept((byte)0), Is.False);
        Assert.That(
            Convert.ToHexStringLower(headers[0x80..0x98]),
            Is.EqualTo("50450000" + "6486" + "0400" + "0066ee5f" + "00000000" + "00000000" + "f000" + "2e02"));

        // Linker version 0, code 0x400, data 3 * 0x200, entry point kept.
        Assert.That(
            Convert.ToHexStringLower(headers[0x98..0xac]), Is.EqualTo("0b020000" + "00040000" + "00060000" + "00000000" + "10100000"));

        // Size of image 0x5000, headers 0x400, checksum 0.
        Assert.That(Convert.ToHexStringLower(headers[(0x98 + 56)..(0x98 + 68)]), Is.EqualTo("00500000" + "00040000" + "00000000"));

        // The new row: .osrel, 1 byte at 0x4000, 0x200 bytes at 0xc00, data and readable.
        Assert.That(
            Convert.ToHexStringLower(headers[(0x188 + 120)..(0x188 + 160)]),
            Is.EqualTo("2e6f7372656c0000" + "01000000" + "00400000" + "00020000" + "000c0000" + "00000000" + "00000000" + "00000000" + "40000040"));
        Assert.That(image[0xc00], Is.EqualTo((byte)'x'));
        Assert.That(image, Has.Length.EqualTo(0xe00));
    }

    [Test]
    public void The_new_addresses_follow_the_last_row_of_the_table_not_the_highest_address()
    {
        var stub = SyntheticPe.Stub();
        SyntheticPe.U32(stub, SyntheticPe.SectionTable + 12, 0x9000);
        var sections = PeImage.Read(Append(stub, [new PeNewSection(".osrel", BlobSource.FromText("x"))])).Sections;
        Assert.That(sections.Select(section => section.VirtualAddress), Is.EqualTo(new long[] { 0x9000, 0x2000, 0x3000, 0x4000 }));
    }

    [Test]
    public void Nothing_is_read_but_the_headers_of_the_stub_and_holes_stay_holes()
    {
        var reads = 0L;
        var section = new ObservedSource(BlobSource.FromBytes(new byte[5000]), (_, length) => reads += length);
        var image = Append(
            SyntheticPe.Stub(), [new PeNewSection(".linux", section), new PeNewSection(".initrd", BlobSource.Zeros(1 << 30))]);
        Assert.That(reads, Is.Zero);
        Assert.That(image.Length, Is.EqualTo(0xc00 + 5120 + (1 << 30)));
        Assert.That(image.Extents.Sum(extent => extent.Length), Is.LessThan(10_000));
    }

    [Test]
    public void A_stub_with_symbols_is_refused()
    {
        var stub = SyntheticPe.Stub();
        SyntheticPe.U32(stub, SyntheticPe.PeOffset + 16, 7);
        Assert.That(
            () => Append(stub, []),
            Throws.TypeOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.PeStubHasSymbols).And.Message.Contains("7 entries"));
    }

    [Test]
    public void More_headers_than_the_stub_has_room_for_are_refused()
    {
        var sections = Enumerable.Range(0, 90).Select(index => new PeNewSection($".s{index}", BlobSource.FromText("x"))).ToList();
        Assert.That(() => Append(SyntheticPe.Stub(), sections[..89]), Throws.Nothing);
        Assert.That(
            () => Append(SyntheticPe.Stub(), sections),
            Throws.TypeOf<LayoutException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.PartOutOfBounds));
    }

    [TestCase(0xffff_e000L)]
    [TestCase(1L << 33)]
    public void An_image_of_4_GiB_is_refused(long length) => Assert.That(
        () => Append(SyntheticPe.Stub(), [new PeNewSection(".linux", BlobSource.Zeros(length))]),
        Throws.TypeOf<LayoutException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.FieldOverflow).And.Message.Contains(".linux"));

    [TestCase("")]
    [TestCase(".toolongname")]
    [TestCase(".\u00e4")]
    [TestCase(". x")]
    public void A_name_that_is_none_is_refused(string name) =>
        Assert.That(() => new PeNewSection(name, BlobSource.FromText("x")), Throws.InstanceOf<ArgumentException>());

    [Test]
    public void A_section_of_the_stub_without_data_may_point_anywhere()
    {
        var stub = SyntheticPe.Stub();
        var lastSection = stub.AsSpan(SyntheticPe.SectionTable + 80);
        lastSection[16..20].Clear();
        lastSection[20..24].Fill(0x59);
        var image = PeImage.Read(Append(stub, [new PeNewSection(".osrel", BlobSource.FromText("x"))]));
        Assert.That(image.Sections[^1].Content.ToArray(), Is.EqualTo("x"u8.ToArray()));
    }

    [Test]
    public void Damaged_stubs_are_refused_or_give_an_image_that_can_be_read()
    {
        PeNewSection[] sections = [new(".osrel", BlobSource.FromText("x")), new(".osrel", BlobSource.FromText("yy"))];
        HostileBytes.Damage(
            SyntheticPe.Stub(), 0x3c..SyntheticPe.HeaderSize,
            bytes => PeImage.Read(Append(bytes, sections)).Sections[^1].Content.ToArray().AsSpan().SequenceEqual("yy"u8));
    }

    [Test]
    public void Objcopy_writes_the_same_headers_but_for_what_it_does_in_its_own_way()
    {
        using var folder = new TemporaryFolder();
        var stub = DebianStub.Open(folder);
        var plan = PeImage.Read(stub);
        var stubFile = folder.WriteFile("stub", stub.ToArray());
        var osrel = folder.WriteFile("osrel", "ID=talos\n"u8);
        var linux = folder.WriteFile("linux", TestBytes.Noise(100_000));
        var image = PeSectionWriter.Append(
            plan, [new PeNewSection(".osrel", BlobSource.FromFile(osrel)), new PeNewSection(".linux", BlobSource.FromFile(linux))], Clock);
        folder.WriteFile("ours", image.ToArray());
        var sections = PeImage.Read(image).Sections;
        ForeignTool.Run(
            "objcopy", "--add-section", $".osrel={osrel}", "--change-section-vma", $".osrel=0x{plan.ImageBase + sections[^2].VirtualAddress:x}",
            "--add-section", $".linux={linux}", "--change-section-vma", $".linux=0x{plan.ImageBase + sections[^1].VirtualAddress:x}", stubFile, folder["theirs"]);
        Assert.That(Dump(folder["ours"]), Is.EqualTo(Dump(folder["theirs"])));
    }

    static BlobSource Append(byte[] stub, IReadOnlyList<PeNewSection> sections) =>
        PeSectionWriter.Append(PeImage.Read(BlobSource.FromBytes(stub)), sections, Clock);

    /// <summary>What objdump says of the headers and sections, without linker version, checksum, time and alignments of its own.</summary>
    static string Dump(string file)
    {
        var headers = ForeignTool.Run("objdump", "-p", file).Output;
        var sections = ForeignTool.Run("objdump", "-h", file).Output;
        return OwnWays().Replace(headers + sections, string.Empty).Replace(file, string.Empty, StringComparison.Ordinal);
    }

    [GeneratedRegex(
        @"^(M..orLinkerVersion|CheckSum|Time/Date|SizeOfImage|SizeOfCode|SizeOfInitializedData|SizeOfHeaders)\b.*\n|(?<=\s)[0-9a-f]{8}  2\*\*\d+$",
        RegexOptions.Multiline)]
    private static partial Regex OwnWays();
}
