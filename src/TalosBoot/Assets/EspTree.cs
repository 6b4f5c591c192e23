using TalosBoot.Archives.Trees;
using TalosBoot.Boot.Loader;
using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Versions;

namespace TalosBoot.Assets;

/// <summary>What lies on the EFI system partition of an ISO, and in its ISO 9660 tree as well (uki-secureboot.md 7.1).</summary>
internal static class EspTree
{
    const int SeedLength = 32;
    const int ReadOnlyMode = 0x124;

    public static FileTree ForIso(Architecture architecture, string version, BlobSource systemdBoot, BlobSource uki, BuildClock clock)
    {
        var directory = FileMetadata.DefaultDirectory with { ModifiedAt = clock.UnixSeconds };
        var file = FileMetadata.DefaultFile with { ModifiedAt = clock.UnixSeconds };
        var tree = new FileTree();
        foreach (var path in new[] { "EFI", "EFI/BOOT", "EFI/Linux", "loader" })
        {
            tree.Set(path, new DirectoryNode(directory));
        }

        tree.Set($"EFI/BOOT/BOOT{architecture.ToEfiName()}.EFI", new RegularFile(systemdBoot, file));
        tree.Set($"EFI/Linux/Talos-{version}.efi", new RegularFile(uki, file));
        tree.Set("loader/loader.conf", new RegularFile(BlobSource.FromText(SystemdBootConfiguration.ForIso(SecureBootEnrollment.Off)), file));

        // Newer systemd-boot would try to make the seed itself, and some firmware crashes on the write: a file that cannot be written is there.
        tree.Set("loader/random-seed", new RegularFile(BlobSource.FromBytes(new byte[SeedLength]), file with { Mode = ReadOnlyMode }));
        return tree;
    }
}
