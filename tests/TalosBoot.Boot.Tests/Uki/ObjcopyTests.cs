using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Executables.Pe;

namespace TalosBoot.Boot.Tests.Uki;

/// <summary>The same UKI made by GNU objcopy, section by section.</summary>
public sealed class ObjcopyTests
{
    [TestCase("v1.9.6")]
    [TestCase("v1.12.0")]
    public void Objcopy_makes_the_same_sections_at_the_same_addresses(string version)
    {
        using var folder = new TemporaryFolder();
        var ours = Build(folder, version);
        var theirs = MakeWithObjcopy(folder, ours, ours.Image.Sections.Select(section => section.VirtualAddress));
        Assert.That(ours.CompareTo(theirs), Is.Empty);
        Assert.That(
            theirs.Image.Sections.Select(section => (section.Name, section.VirtualAddress, section.VirtualSize, section.RawSize, section.Characteristics)),
            Is.EqualTo(ours.Image.Sections.Select(
                section => (section.Name, section.VirtualAddress, section.VirtualSize, section.RawSize, section.Characteristics))));
        Assert.That(
            (theirs.Image.EntryPoint, theirs.Image.ImageBase, theirs.Image.SizeOfImage, theirs.Image.Characteristics, theirs.Image.Machine),
            Is.EqualTo((ours.Image.EntryPoint, ours.Image.ImageBase, ours.Image.SizeOfImage, ours.Image.Characteristics, ours.Image.Machine)));
    }

    /// <summary>The imagers of Talos 1.5 to 1.9 packed sections to units of 512 bytes (uki-secureboot.md 2.3): firmware and stub see the same parts.</summary>
    [Test]
    public void The_packed_addresses_of_old_imagers_hold_the_same_sections()
    {
        using var folder = new TemporaryFolder();
        var ours = Build(folder, "v1.9.6");
        var sections = ours.Image.Sections;
        var stubSections = sections.TakeWhile(section => section.Name != UkiSectionNames.OsRelease).ToList();
        var packed = stubSections.Select(section => section.VirtualAddress).ToList();
        for (var index = stubSections.Count; index < sections.Count; index++)
        {
            packed.Add((packed[^1] + sections[index - 1].VirtualSize + 511) / 512 * 512);
        }

        var theirs = MakeWithObjcopy(folder, ours, packed);
        Assert.That(theirs.Image.Sections.Select(section => section.VirtualAddress), Is.EqualTo(packed));
        Assert.That(ours.CompareTo(theirs), Is.Empty);
    }

    static UkiReader Build(TemporaryFolder folder, string version) => UkiReader.Open(UkiBuilder.Build(UkiBuilderTests.Options() with
    {
        Version = TalosVersion.Parse(version),
        Stub = DebianStub.Open(folder),
        Splash = BlobSource.FromBytes(TestBytes.Noise(5_000)),
    }));

    static UkiReader MakeWithObjcopy(TemporaryFolder folder, UkiReader uki, IEnumerable<long> addresses)
    {
        var stub = folder.WriteFile("stub", DebianStub.Open(folder).ToArray());
        var added = uki.Image.Sections.Zip(addresses).SkipWhile(pair => pair.First.Name != UkiSectionNames.OsRelease);
        ForeignTool.Run("objcopy", [.. added.SelectMany(pair => Arguments(pair.First, pair.Second)), stub, folder["theirs.efi"]]);
        return UkiReader.Open(BlobSource.FromFile(folder["theirs.efi"]));

        string[] Arguments(PeSection section, long address) =>
        [
            "--add-section", $"{section.Name}={folder.WriteFile($"section{section.Name}", section.Content.ToArray())}",
            "--set-section-flags", $"{section.Name}=data,readonly",
            "--change-section-vma", $"{section.Name}=0x{uki.Image.ImageBase + address:x}",
        ];
    }
}
