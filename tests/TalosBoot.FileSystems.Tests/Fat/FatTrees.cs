using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Fat;

/// <summary>Trees for tests.</summary>
internal static class FatTrees
{
    public const long Time = 1_700_000_000;

    /// <summary>The EFI system partition of a Secure Boot ISO, with small files.</summary>
    public static FileTree EfiSystemPartition(int kernelLength = 1_234_567)
    {
        var tree = new FileTree();
        AddFile(tree, "EFI/BOOT/BOOTX64.EFI", TestBytes.Noise(98_816, 1));
        AddFile(tree, "EFI/Linux/Talos-v1.13.9.efi", TestBytes.Noise(kernelLength, 2));
        AddFile(tree, "EFI/keys/uki-signing-cert.der", TestBytes.Noise(871, 3));
        AddFile(tree, "loader/loader.conf", "# systemd-boot configuration\n\ntimeout 10\n"u8.ToArray());
        AddFile(tree, "loader/random-seed", new byte[32], mode: 0x124);
        AddFile(tree, "loader/keys/auto/PK.auth", TestBytes.Noise(2_345, 4));
        AddFile(tree, "loader/keys/auto/KEK.auth", TestBytes.Noise(512, 5));
        AddFile(tree, "loader/keys/auto/db.auth", TestBytes.Noise(513, 6));
        return tree;
    }

    public static void AddFile(FileTree tree, string path, byte[] content, int mode = 0x1A4, long time = Time)
    {
        tree.Set(path, new RegularFile(BlobSource.FromBytes(content), new FileMetadata { Mode = mode, ModifiedAt = time }));
        for (var parent = Path.GetDirectoryName(path); !string.IsNullOrEmpty(parent); parent = Path.GetDirectoryName(parent))
        {
            var directory = tree.EnsureDirectory(parent);
            directory.Metadata = directory.Metadata with { ModifiedAt = Time - 86_400 };
        }
    }
}
