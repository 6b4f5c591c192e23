using TalosBoot.Archives.Trees;
using TalosBoot.Boot.Loader;
using TalosBoot.Boot.Signing;
using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Versions;

namespace TalosBoot.Planning.Bootloaders;

/// <summary>What lies on the EFI system partition of an ISO, and in its ISO 9660 tree as well (uki-secureboot.md 7.1).</summary>
internal static class EspTree
{
    const int SeedLength = 32;
    const int ReadOnlyMode = 0x124;
    const int PrivateMode = 0x180;

    public static FileTree ForIso(Architecture architecture, string version, EspContent content, BuildClock clock)
    {
        var file = FileMetadata.DefaultFile with { ModifiedAt = clock.UnixSeconds };

        // What upstream signs, and what it makes of keys, nobody else may read on its disk; the tree of an ISO shows it.
        var signed = content.Certificate is null ? file : file with { Mode = PrivateMode };
        var tree = new FileTree();
        AddDirectories("EFI", "EFI/BOOT", "EFI/Linux", "loader");
        AddFile($"EFI/BOOT/BOOT{architecture.ToEfiName()}.EFI", content.SystemdBoot, signed);
        AddFile($"EFI/Linux/Talos-{version}.efi", content.Uki, signed);
        AddFile("loader/loader.conf", BlobSource.FromText(SystemdBootConfiguration.ForIso(content.Enrollment)), file);

        // Newer systemd-boot would try to make the seed itself, and some firmware crashes on the write: a file that cannot be written is there.
        tree.Set("loader/random-seed", new RegularFile(BlobSource.FromBytes(new byte[SeedLength]), file with { Mode = ReadOnlyMode }));
        if (content.Certificate is { } certificate)
        {
            AddDirectories("EFI/keys", "loader/keys", "loader/keys/auto");
            AddFile($"EFI/keys/{SigningKeys.UkiCertificateDerFile}", certificate, signed);
        }

        foreach (var (name, key) in content.Keys)
        {
            AddFile($"loader/keys/auto/{name}", key, signed);
        }

        return tree;

        void AddFile(string path, BlobSource bytes, FileMetadata metadata) => tree.Set(path, new RegularFile(bytes, metadata));

        void AddDirectories(params ReadOnlySpan<string> paths)
        {
            foreach (var path in paths)
            {
                tree.Set(path, new DirectoryNode(FileMetadata.DefaultDirectory with { ModifiedAt = clock.UnixSeconds }));
            }
        }
    }
}
