using CsCheck;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Fat;
using TalosBoot.FileSystems.Fat.Writing;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Fat;

[TestFixture]
public sealed class FatNameTests
{
    // From the specification (disk.md 8.4), and what mcopy 4.0.32 makes of the name.
    [TestCase("boot", "BOOT       ", 0x08, false)]
    [TestCase("EFI", "EFI        ", 0x00, false)]
    [TestCase("BOOTX64.efi", "BOOTX64 EFI", 0x10, false)]
    [TestCase("grub.cfg", "GRUB    CFG", 0x18, false)]
    [TestCase("1234.5", "1234    5  ", 0x00, false)]
    [TestCase("foo~", "FOO~       ", 0x08, false)]
    [TestCase("Linux", "LINUX      ", 0x00, true)]
    [TestCase("foo3.Txt", "FOO3    TXT", 0x00, true)]
    [TestCase("Talos-v1.13.9.efi", "TALOS-~1EFI", 0x00, true)]
    [TestCase("loader.conf", "LOADER~1CON", 0x00, true)]
    [TestCase("PK.auth", "PK~1    AUT", 0x00, true)]
    [TestCase("KEK.auth", "KEK~1   AUT", 0x00, true)]
    [TestCase("uki-signing-cert.der", "UKI-SI~1DER", 0x00, true)]
    [TestCase("a.b.c.d.e.f.efi", "ABCD~1  EFI", 0x00, true)]
    [TestCase("a b c d e f g h.txt", "ABCD~1  TXT", 0x00, true)]
    [TestCase("a+b.txt", "A_B~1   TXT", 0x00, true)]
    [TestCase("it's.txt", "IT_S~1  TXT", 0x00, true)]
    [TestCase("ext.a+b", "EXT~1   A_B", 0x00, true)]
    [TestCase(".profile", "PROFIL~1   ", 0x00, true)]
    [TestCase("CON.txt", "CON~1   TXT", 0x00, true)]
    [TestCase("aux.c", "AUX~1   C  ", 0x00, true)]
    [TestCase("FOOBAR~7 x.efi", "FOOBAR~7EFI", 0x00, true)]
    [TestCase("foo~ b", "FOO~B~1    ", 0x00, true)]
    [TestCase("12 .x", "12~1    X  ", 0x00, true)]
    [TestCase("blåbær.efi", "BL_B_R~1EFI", 0x00, true)]
    public void A_name_has_this_short_name(string name, string shortName, int caseFlags, bool hasLongName)
    {
        Assert.That(FatNameTable.Assign(string.Empty, [name]),
            Is.EqualTo(new[] { new FatEntryName(shortName, (byte)caseFlags, hasLongName ? name : null) }));
    }

    [Test]
    public void Aliases_count_up_and_never_take_the_name_of_another_file()
    {
        string[] names = ["LOADER~2.CON", "loader.conf", "loader.cong", "loader.conh", "loaderx.conf"];
        Assert.That(
            FatNameTable.Assign(string.Empty, names).Select(name => name.ShortName),
            Is.EqualTo(new[] { "LOADER~2CON", "LOADER~1CON", "LOADER~3CON", "LOADER~4CON", "LOADER~5CON" }));
    }

    [Test]
    public void The_number_of_an_alias_takes_the_place_of_characters()
    {
        var names = Enumerable.Range(0, 1000).Select(number => $"Talos kernel {number:d4}.efi").ToArray();
        var aliases = FatNameTable.Assign(string.Empty, names).Select(name => name.ShortName).ToArray();
        Assert.That((aliases[8], aliases[9], aliases[98], aliases[99], aliases[999]), Is.EqualTo(
            ("TALOSK~9EFI", "TALOS~10EFI", "TALOS~99EFI", "TALO~100EFI", "TAL~1000EFI")));
    }

    [Test]
    public void A_long_name_is_stored_in_reverse_with_its_checksum()
    {
        var name = FatNameTable.Assign(string.Empty, ["Talos-v1.13.9.efi"])[0];
        var bytes = new byte[64];
        var parts = name.LongNameEntries().ToArray();
        parts[0].Write(bytes);
        parts[1].Write(bytes.AsSpan(32));
        Assert.That(parts, Has.Length.EqualTo(2));

        // Written by mcopy.
        Assert.That(Convert.ToHexStringLower(bytes), Is.EqualTo(
            "422e006500660069000000" + "0f00fd" + "ffffffffffffffffffffffff" + "0000" + "ffffffff"
            + "0154006100" + "6c006f007300" + "0f00fd" + "2d00760031002e0031003300" + "0000" + "2e003900"));
    }

    [TestCase("a:b")]
    [TestCase("a\\b")]
    [TestCase("a?")]
    [TestCase("a\tb")]
    [TestCase("dot.")]
    [TestCase("space ")]
    public void A_name_that_FAT_does_not_allow_is_refused(string name)
    {
        var tree = new FileTree();
        tree.SetFile("EFI/" + name, BlobSource.Zeros(1));
        Assert.That(
            () => FatImageBuilder.Build(tree, FatOptions.ForEfiSystemPartition(64 * 1024 * 1024)),
            Throws.InstanceOf<TalosBootException>().With.Property("DiagnosticId").EqualTo("TB4300").And.Message.Contains("/EFI"));
    }

    [Test]
    public void A_name_that_is_not_Unicode_is_refused()
    {
        // As the tree keeps the byte 80 (an attribute cannot hold it).
        Assert.That(
            () => FatNameTable.Assign("EFI", ["a\uDC80"]),
            Throws.InstanceOf<TalosBootException>().With.Property("DiagnosticId").EqualTo("TB4300").And.Message.Contains("Unicode"));
    }

    [Test]
    public void Names_that_differ_by_case_only_are_refused()
    {
        Assert.That(
            () => FatNameTable.Assign("EFI", ["BOOT", "Linux", "boot"]),
            Throws.InstanceOf<TalosBootException>().With.Property("DiagnosticId").EqualTo("TB4300")
                .And.Message.Contains("\"boot\" in \"/EFI\""));
        Assert.That(() => FatNameTable.Assign(string.Empty, [new string('x', 256)]), Throws.InstanceOf<TalosBootException>());
    }

    [Test]
    public void Any_names_are_stored_as_mcopy_stores_them()
    {
        var character = Gen.Frequency(
            (6, Gen.Char["abcxyzABCXYZ0189"]), (2, Gen.Char[" ..~~"]), (1, Gen.Char["!#$%&'()-@^_`{}+,;=[]"]));
        var names = character.Array[1, 14].Select(characters => new string(characters).TrimEnd('.', ' ')).Where(IsStoredAlike)
            .Array[10, 60].Select(array => array.DistinctBy(name => name.ToUpperInvariant()).Order(StringComparer.Ordinal).ToArray());
        foreach (var sample in FatTrees.Samples(names, 10))
        {
            CompareWithMcopy(sample);
        }
    }

    static void CompareWithMcopy(string[] names)
    {
        using var folder = new TemporaryFolder();
        var tree = new FileTree();
        var options = new FatOptions { Size = 2 * 1024 * 1024, Type = FatType.Fat12 };
        foreach (var name in names)
        {
            tree.Root.Set(name, new RegularFile(BlobSource.FromText(name), new FileMetadata { Mode = 0x1A4, ModifiedAt = FatTrees.Time }));
        }

        var reference = FatReference.Format(folder, options);
        FatReference.Populate(folder, reference, tree);
        var actual = FatImageBuilder.Build(tree, options).ToArray();
        Assert.That(actual.AsSpan().SequenceEqual(File.ReadAllBytes(reference)), Is.True, string.Join('|', names));
    }

    /// <summary>
    /// Leaves out what mcopy refuses: a short name that an alias of an earlier file may have taken. And numbers that are none or have
    /// leading zeros, behind which mtools 4.0.32 leaves remains of the name.
    /// </summary>
    static bool IsStoredAlike(string name)
    {
        if (name.Trim('.', ' ').Length == 0)
        {
            return false;
        }

        var form = FatShortName.From(name);
        var (stem, number) = form.AliasStart();
        return !form.Base.Contains('~', StringComparison.Ordinal)
            || (form.NeedsNumber && (stem == form.Base ? !form.Base.EndsWith('~') : form.Base == $"{stem}~{number}"));
    }
}
