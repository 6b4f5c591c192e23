using TalosBoot.Archives.Trees;
using TalosBoot.Core.Determinism;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Iso9660;

/// <summary>Images that xorriso makes of the same trees, with the argument lists of Talos' imager (iso.md 5).</summary>
static class XorrisoImages
{
    public const long Epoch = 1_700_000_000; // 2023-11-14T22:13:20Z
    public const string PreparerId = "TALOSBOOT";

    public static BuildClock Clock { get; } = new(Epoch);

    static readonly string[] Dates =
        ["-volume_date", "all_file_dates", $"={Epoch}", "-volume_date", "uuid", "2023111422132000", "-preparer_id", PreparerId];

    /// <summary>A plain image.</summary>
    public static byte[] Plain(FileTree tree) => Make(
        tree,
        "xorrisofs",
        folder => ["-iso-level", "3", "-uid", "0", "-gid", "0", "-o", folder["out.iso"], folder["tree"], "--", .. Dates]);

    /// <summary>The UEFI kind of imagers from 1.10.1 on.</summary>
    public static byte[] Uefi(FileTree tree, byte[] esp) => Make(
        tree,
        "xorrisofs",
        folder =>
        [
            "-e", "--interval:appended_partition_2:all::", "-append_partition", "2", "0xef", folder.WriteFile("efiboot.img", esp),
            "-partition_cyl_align", "all", "-partition_offset", "16", "-iso_mbr_part_type", "0x83", "-no-emul-boot", "-m", "efiboot.img",
            "-iso-level", "3", "-uid", "0", "-gid", "0", "-o", folder["out.iso"], folder["tree"], "--", .. Dates,
            "-volid", "TALOS_V1_12_0", "-volset-id", "Talos-v1.12.0",
        ]);

    /// <summary>The hybrid kind of imagers from 1.10.1 on, as grub-mkrescue expands it.</summary>
    public static byte[] Hybrid(FileTree tree, byte[] esp, byte[] bootCode) => Make(
        tree,
        "xorriso",
        folder =>
        [
            "-as", "mkisofs", "-graft-points", "-b", "boot/grub/i386-pc/eltorito.img", "-no-emul-boot", "-boot-load-size", "4",
            "-boot-info-table", "--grub2-boot-info", "--grub2-mbr", folder.WriteFile("boot_hybrid.img", bootCode),
            "--protective-msdos-label", "-o", folder["out.iso"], "-r", folder["tree"], "--sort-weight", "0", "/", "--sort-weight", "1",
            "/boot", "-m", "efiboot.img", "-iso-level", "3", "-eltorito-alt-boot", "-e", "--interval:appended_partition_2:all::",
            "-append_partition", "2", "0xef", folder.WriteFile("efiboot.img", esp), "-appended_part_as_gpt", "-partition_cyl_align", "all",
            "-partition_offset", "16",
            "-iso_mbr_part_type", "0x83", "-no-emul-boot", "--", .. Dates, "-volid", "TALOS_V1_12_0", "-volset-id", "Talos-v1.12.0",
        ]);

    static byte[] Make(FileTree tree, string tool, Func<TemporaryFolder, string[]> arguments)
    {
        ForeignTool.Require(tool);
        using var folder = new TemporaryFolder();
        HostTrees.Write(tree, folder["tree"]);
        ForeignTool.Run("env", [$"SOURCE_DATE_EPOCH={Epoch}", tool, .. arguments(folder)]);
        return File.ReadAllBytes(folder["out.iso"]);
    }
}
