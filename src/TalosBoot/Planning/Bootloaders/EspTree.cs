using TalosBoot.Archives.Trees;
using TalosBoot.Boot.Loader;
using TalosBoot.Boot.Signing;
using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Versions;

namespace TalosBoot.Planning.Bootloaders;

/// <summary>What lies on an EFI system partition with a UKI.</summary>
internal static class EspTree
{
    const int SeedLength = 32;
    const int ReadOnlyMode = 0x124;
    const int PrivateMode = 0x180;

    /// <summary>
    /// What lies on the EFI system partition of a disk image (disk.md 4.1). The names have lower case where Talos looks for them so when it is upgraded.
    /// </summary>
    public static FileTree ForDisk(Architecture architecture, string version, EspContent content, BuildClock clock)
    {
        var builder = new TreeWriter(clock);
        builder.AddDirectories("EFI", "EFI/Linux", "EFI/boot", "loader");
        builder.AddFile($"EFI/Linux/Talos-{version}.efi", content.Uki);
        builder.AddFile($"EFI/boot/BOOT{architecture.ToEfiName()}.efi", content.SystemdBoot);
        builder.AddFile("loader/loader.conf", BlobSource.FromText(SystemdBootConfiguration.ForDisk(content.Enrollment)));
        if (content.Enrollment != SecureBootEnrollment.Off && content.Keys.Count > 0)
        {
            builder.AddDirectories("loader/keys", "loader/keys/auto");
            foreach (var (name, key) in content.Keys)
            {
                builder.AddFile($"loader/keys/auto/{name}", key);
            }
        }

        return builder.Tree;
    }

    /// <summary>What lies on the EFI system partition of an ISO, and in its ISO 9660 tree as well (uki-secureboot.md 7.1).</summary>
    public static FileTree ForIso(Architecture architecture, string version, EspContent content, BuildClock clock)
    {
        // What upstream signs, and what it makes of keys, nobody else may read on its disk; the tree of an ISO shows it.
        int? mode = content.Certificate is null ? null : PrivateMode;
        var builder = new TreeWriter(clock);
        builder.AddDirectories("EFI", "EFI/BOOT", "EFI/Linux", "loader");
        builder.AddFile($"EFI/BOOT/BOOT{architecture.ToEfiName()}.EFI", content.SystemdBoot, mode);
        builder.AddFile($"EFI/Linux/Talos-{version}.efi", content.Uki, mode);
        builder.AddFile("loader/loader.conf", BlobSource.FromText(SystemdBootConfiguration.ForIso(content.Enrollment)));

        // Newer systemd-boot would try to make the seed itself, and some firmware crashes on the write: a file that cannot be written is there.
        builder.AddFile("loader/random-seed", BlobSource.FromBytes(new byte[SeedLength]), ReadOnlyMode);
        if (content.Certificate is { } certificate)
        {
            builder.AddDirectories("EFI/keys", "loader/keys", "loader/keys/auto");
            builder.AddFile($"EFI/keys/{SigningKeys.UkiCertificateDerFile}", certificate, mode);
        }

        foreach (var (name, key) in content.Keys)
        {
            builder.AddFile($"loader/keys/auto/{name}", key, mode);
        }

        return builder.Tree;
    }

    sealed class TreeWriter(BuildClock clock)
    {
        readonly FileMetadata _file = FileMetadata.DefaultFile with { ModifiedAt = clock.UnixSeconds };

        public FileTree Tree { get; } = new();

        public void AddFile(string path, BlobSource bytes, int? mode = null) =>
            Tree.Set(path, new RegularFile(bytes, mode is { } given ? _file with { Mode = given } : _file));

        public void AddDirectories(params ReadOnlySpan<string> paths)
        {
            foreach (var path in paths)
            {
                Tree.Set(path, new DirectoryNode(FileMetadata.DefaultDirectory with { ModifiedAt = clock.UnixSeconds }));
            }
        }
    }
}
