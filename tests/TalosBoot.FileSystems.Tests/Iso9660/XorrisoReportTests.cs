using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Iso9660;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Iso9660;

/// <summary>What xorriso, isoinfo and sgdisk see in our images.</summary>
[TestFixture]
public class XorrisoReportTests
{
    static readonly byte[] Esp = IsoTrees.Esp(3);

    [Test]
    public void Xorriso_sees_the_boot_entry_and_the_partitions_of_the_Uefi_kind()
    {
        var report = Report(IsoImageBuilder.Build(IsoTrees.Uefi(), IsoTrees.UefiOptions(Esp)));
        Assert.That(report, Does.Contain("El Torito cat path : /boot.catalog"));
        Assert.That(report, Does.Contain("El Torito boot img :   1  UEFI  y   none  0x0000  0x00   6144         512"));
        Assert.That(report, Does.Contain("System area summary: MBR cyl-align-"));
        Assert.That(report, Does.Contain("Partition offset   : 16"));
        Assert.That(report, Does.Contain("MBR partition      :   1   0x00  0x83           64         1984"));
        Assert.That(report, Does.Contain("MBR partition      :   2   0x00  0xef         2048         6144"));
        Assert.That(report, Does.Not.Contain("GPT"));
    }

    [Test]
    public void Xorriso_sees_the_boot_entries_and_the_partitions_of_the_hybrid_kind()
    {
        var report = Report(IsoImageBuilder.Build(IsoTrees.Hybrid(), IsoTrees.HybridOptions(Esp, TestBytes.Noise(512))));
        Assert.That(report, Does.Contain("System area summary: MBR protective-msdos-label grub2-mbr cyl-align-off GPT"));
        Assert.That(report, Does.Contain("El Torito boot img :   1  BIOS  y   none  0x0000  0x00      4"));
        Assert.That(report, Does.Contain("El Torito boot img :   2  UEFI  y   none  0x0000  0x00   6144         512"));
        Assert.That(report, Does.Contain("El Torito img opts :   1  boot-info-table grub2-boot-info"));
        Assert.That(report, Does.Contain("El Torito img path :   1  /boot/grub/i386-pc/eltorito.img"));
        Assert.That(report, Does.Contain("GPT partname local :   1  ISO9660"));
        Assert.That(report, Does.Contain("GPT partname local :   2  Appended2"));
        Assert.That(report, Does.Contain("GPT partname local :   3  Gap1"));
        Assert.That(report, Does.Contain("GPT disk GUID      :      3230323331313144b230303231333230"));
        Assert.That(report, Does.Contain("GPT partition GUID :   2  3230323331313144b232303231333230"));
        Assert.That(report, Does.Contain("GPT start and size :   2  2048  6144"));
    }

    [Test]
    public void Sgdisk_finds_no_problem_in_the_hybrid_kind()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, IsoImageBuilder.Build(IsoTrees.Hybrid(), IsoTrees.HybridOptions(Esp, TestBytes.Noise(512))));
        Assert.That(ForeignTool.Run("sgdisk", "-v", path).Output, Does.Contain("No problems found"));
    }

    [Test]
    public void An_Efi_image_in_the_tree_is_a_boot_image()
    {
        var tree = IsoTrees.Uefi();
        tree.SetFile("efiboot.img", BlobSource.FromBytes(Esp));
        var report = Report(IsoImageBuilder.Build(tree, new IsoOptions { EfiBootImagePath = "efiboot.img" }));
        Assert.That(report, Does.Contain("El Torito boot img :   1  UEFI  y   none  0x0000  0x00   6144"));
        Assert.That(report, Does.Contain("El Torito img path :   1  /efiboot.img"));
    }

    [Test]
    public void The_sector_count_of_a_large_Efi_image_is_zero()
    {
        var image = IsoImageBuilder.Build(new FileTree(), new IsoOptions { EfiSystemPartition = BlobSource.Zeros(32L << 20) });
        var catalog = new byte[64];
        image.Read(49 * 2048, catalog);
        Assert.That(Convert.ToHexString(catalog[..32]), Is.EqualTo("01EF" + new string('0', 52) + "AA6655AA"));
        Assert.That(Convert.ToHexString(catalog[32..44]), Is.EqualTo("880000000000000000020000"));
    }

    [Test]
    public void Xorriso_checks_every_block_and_extracts_what_the_tree_holds()
    {
        using var folder = new TemporaryFolder();
        foreach (var (tree, image) in Kinds())
        {
            var path = Write(folder, image);
            Assert.That(ForeignTool.Run("xorriso", "-indev", path, "-check_media").Output, Does.Contain("+ good"));
            AssertExtracts(folder, path, tree);
        }
    }

    [Test]
    public void Xorriso_extracts_random_trees()
    {
        using var folder = new TemporaryFolder();
        foreach (var tree in RandomTrees.Samples(4, 40))
        {
            tree.Walk().Where(item => item.Entry is SpecialFile).ToList().ForEach(item => tree.Remove(item.Path));
            AssertExtracts(folder, Write(folder, IsoImageBuilder.Build(tree, new IsoOptions())), tree);
        }
    }

    [Test]
    public void The_first_partition_is_a_volume_by_itself()
    {
        using var folder = new TemporaryFolder();
        foreach (var (tree, image) in Kinds())
        {
            var path = Write(folder, image.Slice(64 * 512, image.Length - (64 * 512)));
            AssertExtracts(folder, path, tree);
            Assert.That(ForeignTool.Run("isoinfo", "-d", "-i", path).Output, Does.Contain("Volume id: TALOS_V1_12_0"));
            Assert.That(
                ForeignTool.Run("isoinfo", "-R", "-f", "-i", path).Lines,
                Is.SupersetOf(new[] { "/EFI/Linux/Talos-v1.12.0.efi", "/boot.catalog" }));
        }
    }

    [Test]
    public void Isoinfo_sees_names_and_modes()
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, IsoImageBuilder.Build(IsoTrees.Uefi(), IsoTrees.UefiOptions(Esp)));
        var description = ForeignTool.Run("isoinfo", "-d", "-i", path).Output;
        Assert.That(description, Does.Contain("Volume set id: Talos-v1.12.0"));
        Assert.That(description, Does.Contain("Rock Ridge signatures version 1 found"));
        Assert.That(description, Does.Contain("NO Joliet present"));
        var listing = ForeignTool.Run("isoinfo", "-lR", "-i", path).Output;
        Assert.That(listing, Does.Match(@"-rw-------\s+1\s+0\s+0\s+32 Nov 14 2023 .*random-seed"));
        Assert.That(listing, Does.Match(@"-r--r--r--\s+1\s+0\s+0\s+2048 Nov 14 2023 .*boot\.catalog"));
        Assert.That(ForeignTool.Run("isoinfo", "-l", "-i", path).Output, Does.Contain("RANDOM_SEED.;1"));
    }

    [Test]
    public void A_file_of_five_gigabytes_has_two_sections()
    {
        using var folder = new TemporaryFolder();
        var tree = new FileTree();
        tree.SetFile("big", BlobSource.Concat(BlobSource.Zeros(5L << 30), BlobSource.FromText("end")));
        tree.SetFile("small", BlobSource.FromText("behind"));
        var image = IsoImageBuilder.Build(tree, new IsoOptions());
        var path = Write(folder, image);
        var report = ForeignTool.Run("xorriso", "-indev", path, "-find", "/", "-exec", "report_lba").Output;
        Assert.That(report, Does.Match(@"File data lba:\s+0 ,\s+33 ,\s+2097151 ,\s+5368709123 , '/big'"));
        Assert.That(report, Does.Match(@"File data lba:\s+1 ,\s+2097184 ,\s+524290 ,\s+5368709123 , '/big'"));
        Assert.That(report, Does.Match(@"File data lba:\s+0 ,\s+2621474 ,\s+1 ,\s+6 , '/small'"));
        var read = (RegularFile)IsoReader.Read(image).Tree.Find("big")!;
        Assert.That(read.Content.Length, Is.EqualTo((5L << 30) + 3));
        Assert.That(read.Content.Extents, Has.Count.EqualTo(1));
        Assert.That(read.Content.Slice(5L << 30, 3).ToArray(), Is.EqualTo("end"u8.ToArray()));
    }

    [Test]
    public void Device_numbers_are_those_of_the_tree()
    {
        using var folder = new TemporaryFolder();
        var tree = new FileTree();
        tree.Set("null", new SpecialFile(SpecialFileKind.CharacterDevice, FileMetadata.DefaultFile, 1, 3));
        tree.Set("disk", new SpecialFile(SpecialFileKind.BlockDevice, FileMetadata.DefaultFile, 8, 17));
        var path = Write(folder, IsoImageBuilder.Build(tree, new IsoOptions()));
        var listing = ForeignTool.Run("xorriso", "-indev", path, "-lsl", "/").Output;
        Assert.That(listing, Does.Match(@"crw-r--r--\s+1 0\s+0\s+1,3 .* 'null'").Or.Match(@"crw-r--r--\s+1 0\s+0\s+1,\s*3 .*'null'"));
        Assert.That(listing, Does.Match(@"brw-r--r--\s+1 0\s+0\s+8,\s*17 .*'disk'"));
    }

    [Test]
    public void Links_of_several_fields_are_read()
    {
        using var folder = new TemporaryFolder();
        var tree = new FileTree();
        // libisofs reads targets of up to 1024 bytes.
        var target = string.Join('/', Enumerable.Range(0, 80).Select(number => $"dir{number}")) + "/" + new string('t', 250);
        tree.Set("link", new SymbolicLink(target));
        tree.Set(new string('n', 250), new SymbolicLink(target + "/x"));
        var path = Write(folder, IsoImageBuilder.Build(tree, new IsoOptions()));
        var listing = ForeignTool.Run("xorriso", "-indev", path, "-lsl", "/").Output;
        Assert.That(listing, Does.Contain($"'link' -> '{target}'"));
        Assert.That(listing, Does.Contain($"'{new string('n', 250)}' -> '{target}/x'"));
    }

    static IEnumerable<(FileTree Tree, BlobSource Image)> Kinds()
    {
        yield return (IsoTrees.Uefi(), IsoImageBuilder.Build(IsoTrees.Uefi(), IsoTrees.UefiOptions(Esp)));

        // The image patches GRUB's file, so it is left out of the comparison; modes are compared by the reader's tests.
        var options = IsoTrees.HybridOptions(Esp, TestBytes.Noise(512)) with { Permissions = IsoPermissions.AsGiven };
        options = options with { BiosBoot = options.BiosBoot! with { PatchesImageForGrub = false } };
        yield return (IsoTrees.Hybrid(), IsoImageBuilder.Build(IsoTrees.Hybrid(), options));
    }

    static void AssertExtracts(TemporaryFolder folder, string path, FileTree tree)
    {
        var target = Directory.CreateDirectory(folder[Guid.NewGuid().ToString("N")]).FullName;
        ForeignTool.Run("xorriso", "-osirrox", "on", "-indev", path, "-extract", "/", target);
        var extracted = HostTrees.Describe(target);
        extracted.Remove("boot.catalog");
        Assert.That(extracted, Is.EqualTo(HostTrees.Describe(tree)));
        ForeignTool.Run("chmod", "-R", "u+rwX", target);
    }

    static string Report(BlobSource image)
    {
        using var folder = new TemporaryFolder();
        var path = Write(folder, image);
        return ForeignTool.Run("xorriso", "-indev", path, "-report_el_torito", "plain", "-report_system_area", "plain").Output;
    }

    static string Write(TemporaryFolder folder, BlobSource image)
    {
        var path = folder["image.iso"];
        image.WriteToFileAsync(path).GetAwaiter().GetResult();
        return path;
    }
}
