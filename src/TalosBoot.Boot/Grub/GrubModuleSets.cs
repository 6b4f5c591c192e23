namespace TalosBoot.Boot.Grub;

/// <summary>What Talos embeds into GRUB's images (docs/formats/grub.md).</summary>
internal static class GrubModuleSets
{
    /// <summary>Where GRUB finds the BOOT partition of a Talos disk.</summary>
    public const string DiskPrefix = "(hd0,gpt3)/grub";

    /// <summary>From this version on, an ISO's loader finds its medium by a marker file.</summary>
    static readonly Version FirstWithMarkerFile = new(2, 12);

    static readonly string[] Disk =
    [
        "part_gpt", "ext2", "fat", "xfs", "normal", "configfile", "linux", "boot", "search", "search_fs_uuid", "search_fs_file", "ls", "cat", "echo",
        "test", "help", "reboot", "halt", "all_video",
    ];

    /// <summary>What boots a disk: a core image under a BIOS, or a loader for UEFI firmware.</summary>
    public static GrubImageOptions ForDisk(GrubTarget target) => new()
    {
        Modules = target.IsEfi() ? Disk : [.. Disk, "biosdisk", "part_msdos"],
        Prefix = DiskPrefix,
    };

    /// <summary>What starts an ISO from a CD under a BIOS, or from a disk through the hybrid boot sector.</summary>
    public static GrubImageOptions ForIso(GrubModuleFolder folder) => new()
    {
        Modules = ["biosdisk", "iso9660", "xzio", "gcry_crc"],
        Prefix = "/boot/grub",
        Configuration = GrubPartitionModules.Configuration(folder),
    };

    /// <summary>What starts an ISO of the GRUB kind under UEFI firmware.</summary>
    /// <param name="folder">The folder of an EFI target.</param>
    /// <param name="markerFile">The file by which the loader finds its medium, such as <c>/.disk/….uuid</c>.</param>
    public static GrubImageOptions ForEfiIso(GrubModuleFolder folder, string markerFile)
    {
        string[] apple = folder.Target == GrubTarget.X64Efi ? ["part_apple"] : [];
        return UsesMarkerFile(folder)
            ? new GrubImageOptions
            {
                Modules = ["part_gpt", "part_msdos", "fat", "ntfs", .. apple, "search", "iso9660", "xzio", "gcry_crc"],
                Prefix = "/boot/grub",
                Configuration = $"search --set=root --file {markerFile}\nset prefix=(${{root}})/boot/grub\n{GrubPartitionModules.Configuration(folder)}",
            }
            : new GrubImageOptions
            {
                Modules = ["part_gpt", "part_msdos", "fat", .. apple, "iso9660", "xzio", "gcry_crc"],
                Prefix = "()/boot/grub",
                Configuration = GrubPartitionModules.Configuration(folder),
            };
    }

    /// <summary>Whether a loader finds its medium by a marker file. From GRUB 2.12.</summary>
    public static bool UsesMarkerFile(GrubModuleFolder folder) => folder.Version >= FirstWithMarkerFile;
}
