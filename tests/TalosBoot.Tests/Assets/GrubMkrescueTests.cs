using System.Text.RegularExpressions;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Fat;
using TalosBoot.FileSystems.Iso9660;
using TalosBoot.Profiles.Reading;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Assets;

/// <summary>ISOs beside those that Debian's grub-mkrescue makes of the same files with upstream's arguments (iso.md 5).</summary>
public sealed partial class GrubMkrescueTests
{
    const string Epoch = "1559424892";

    static readonly string[] Dates = ["-volume_date", "all_file_dates", $"={Epoch}", "-volume_date", "uuid", "2019060121345200"];

    [TestCase("iso-1.13-amd64", "TALOS_V1_13_0", "Talos-v1.13.0")]
    [TestCase("iso-1.9-amd64", "TALOS_V1_9_5", "Talos-v1.9.5")]
    public async Task An_iso_has_the_boot_catalog_the_tables_and_the_tree_of_grub_mkrescue(string name, string volumeId, string volumeSetId)
    {
        ForeignTool.Require("grub-mkrescue");
        using var inputs = RealInputs.Create();
        await using var engine = TalosBootEngine.Create(options =>
        {
            options.Grub = InstalledGrub();
            options.Splash = BlobSource.FromFile(inputs["splash.bmp"]);
        });
        using var asset = await engine.CreateAsset(ProfileReader.Read(RealInputs.ReadProfile(name, inputs))).PlanAsync();
        using var work = new TemporaryFolder();
        await asset.WriteToFileAsync(work["ours.iso"]);
        var volume = IsoReader.Read(asset.Content);
        await MakeAsync(work, volume, volumeId, volumeSetId);
        var (ours, theirs) = (IsoReader.Read(asset.Content), IsoReader.Read(BlobSource.FromFile(work["theirs.iso"])));
        Assert.Multiple(() =>
        {
            Assert.That(Report(work["ours.iso"]), Is.EqualTo(Report(work["theirs.iso"])));
            Assert.That(Tree(work["ours.iso"]), Is.EqualTo(Tree(work["theirs.iso"])));
            Assert.That(
                IsoComparison.Compare(ours, theirs).Where(difference => !Meant(theirs).IsMatch(difference.Subject)).Select(difference => difference.ToString()),
                Is.Empty);
            Assert.That(LoaderIn(ours), Is.EqualTo(LoaderIn(theirs)));
        });
    }

    /// <summary>Makes an ISO of the files of another one, those that come from GRUB left out.</summary>
    static async Task MakeAsync(TemporaryFolder work, IsoVolume volume, string volumeId, string volumeSetId)
    {
        var partition = volume.BootEntries[1].Offset == 0 || volume.Tree.Find("efi.img") is null ? volume.EfiSystemPartition : null;
        foreach (var path in new[] { "boot.catalog", "boot/grub/i386-pc", "boot/grub/x86_64-efi", "boot/grub/fonts", "boot/grub/locale", "boot/grub/roms", "efi.img" })
        {
            volume.Tree.Remove(path);
        }

        await IsoExtraction.ExtractAsync(volume, work["tree"]);
        List<string> arguments = ["--compress=xz", $"--output={work["theirs.iso"]}", "--fonts=", "--locales="];
        List<string> tail = ["--", .. Dates, "-volid", volumeId, "-volset-id", volumeSetId];
        if (partition is not null)
        {
            await partition.WriteToFileAsync(work["efiboot.img"]);
            arguments.AddRange(["--directory=/usr/lib/grub/i386-pc", "-m", "efiboot.img"]);
            tail.InsertRange(0,
            [
                "-eltorito-alt-boot", "-e", "--interval:appended_partition_2:all::", "-append_partition", "2", "0xef", work["efiboot.img"],
                "-appended_part_as_gpt", "-partition_cyl_align", "all", "-partition_offset", "16", "-iso_mbr_part_type", "0x83", "-no-emul-boot",
            ]);
        }

        var environment = new Dictionary<string, string> { ["SOURCE_DATE_EPOCH"] = Epoch, ["TMPDIR"] = work.Path };
        var result = ForeignTool.TryRun("grub-mkrescue", [.. arguments, "-iso-level", "3", work["tree"], .. tail], environment: environment);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
    }

    /// <summary>What xorriso says, less places, sizes that follow from what compressors made, and what is for Apple's machines.</summary>
    static string[] Report(string iso)
    {
        var lines = ForeignTool.Run("xorriso", "-indev", iso, "-report_el_torito", "plain", "-report_system_area", "plain").Lines;
        var isForApple = lines.Any(line => line.Contains("HFSPLUS", StringComparison.Ordinal));
        return
        [
            .. lines
                .Where(line => !line.StartsWith("APM", StringComparison.Ordinal) && !line.StartsWith("System area options", StringComparison.Ordinal))
                .Where(line => !line.StartsWith("GPT entry array", StringComparison.Ordinal) && !AppleRow().IsMatch(isForApple ? line : string.Empty))
                .Select(line => isForApple ? Renumber().Replace(line, "${1}3").Replace("b234", "b233", StringComparison.Ordinal) : line)
                .Select(line => Places().Replace(line.Replace(" APM", string.Empty, StringComparison.Ordinal), "$1 N")),
        ];
    }

    static string[] Tree(string iso) =>
    [
        .. ForeignTool.Run("xorriso", "-indev", iso, "-find", "/", "-exec", "lsdl").Lines
            .Where(line => !line.Contains("/System", StringComparison.Ordinal) && !line.Contains("mach_kernel", StringComparison.Ordinal))
            .Select(line => GrubSize().IsMatch(line) ? SizeOf().Replace(line, " N ") : line)
            .Order(StringComparer.Ordinal),
    ];

    static FileTree InstalledGrub()
    {
        var tree = new FileTree();
        tree.Set("usr/lib/grub", GrubFolders.Tree(GrubFolders.Installed("i386-pc"), GrubFolders.Installed("x86_64-efi")).Root);
        return tree;
    }

    [GeneratedRegex(@"^(El Torito catalog  :|El Torito boot img : +\d+  (?:BIOS|UEFI)  y   none  0x0000  0x00 +\d+|ISO image size/512 :|GPT lba range      :|GPT start and size : +\d+|MBR partition      : +\d+ +0x00  0xee +1).*")]
    private static partial Regex Places();

    [GeneratedRegex(@"^GPT (?:part|type|start).*: +3  ")]
    private static partial Regex AppleRow();

    [GeneratedRegex(@"^(GPT (?:part|type|start).*: +)4")]
    private static partial Regex Renumber();

    // Its compressed part comes from another encoder.
    [GeneratedRegex(@"/boot/grub/i386-pc/eltorito\.img")]
    private static partial Regex GrubSize();

    // Where the file system of the EFI image of GRUB's kind is made by mtools, it has a serial number of its own.
    static Digest? LoaderIn(IsoVolume volume) => volume.Tree.Find("efi.img") is RegularFile image
        ? Digest.Sha256(((RegularFile)FatReader.Read(image.Content).Tree.Walk()
            .Single(item => item.Path.Equals("efi/boot/bootx64.efi", StringComparison.OrdinalIgnoreCase)).Entry).Content)
        : null;

    static Regex Meant(IsoVolume theirs) => theirs.Tree.Find("efi.img") is null ? MeantOfHybrids() : MeantOfGrub();

    // The program that wrote it, and GRUB's BIOS image, which is a boot image, too.
    [GeneratedRegex(@"^(?:preparer|/boot/grub/i386-pc/eltorito\.img|boot image 1)$")]
    private static partial Regex MeantOfHybrids();

    // What is for Apple's machines, the places of what lies behind it, and the EFI image.
    [GeneratedRegex(@"^(?:preparer|/boot/grub/i386-pc/eltorito\.img|boot image [12]|/System.*|/mach_kernel|/boot\.catalog|/efi\.img|partition [234])$")]
    private static partial Regex MeantOfGrub();

    [GeneratedRegex(@" +\d+ (?=[A-Z][a-z][a-z] +\d+ )")]
    private static partial Regex SizeOf();
}
