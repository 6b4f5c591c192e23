using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.Iso9660;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Iso9660;

/// <summary>Trees of the kinds of images that Talos has.</summary>
static class IsoTrees
{
    /// <summary>The tree of the UEFI kind (iso.md 2.2).</summary>
    public static FileTree Uefi()
    {
        var tree = new FileTree();
        tree.SetFile("EFI/BOOT/BOOTX64.EFI", BlobSource.FromText("a boot loader"));
        tree.SetFile("EFI/Linux/Talos-v1.12.0.efi", BlobSource.FromBytes(TestBytes.Noise(300_000)));
        tree.SetFile("EFI/keys/uki-signing-cert.der", BlobSource.FromBytes(TestBytes.Noise(900, 2)));
        tree.SetFile("loader/loader.conf", BlobSource.FromText("timeout 10\n"));
        tree.Set("loader/random-seed", new RegularFile(BlobSource.Zeros(32), new FileMetadata { Mode = Octal("0600") }));
        tree.SetFile("loader/keys/auto/PK.auth", BlobSource.FromBytes(TestBytes.Noise(2048, 3)));
        const string Digest = "sha256-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
        tree.SetFile($"imagecache/blob/{Digest}", BlobSource.FromText("blob"));
        tree.SetFile($"imagecache/manifests/registry.k8s.io/pause/a/b/c/d/reference/digest/{Digest}", BlobSource.FromText("manifest"));
        tree.EnsureDirectory("empty");
        tree.SetFile("nothing", BlobSource.FromText(string.Empty));
        return tree;
    }

    /// <summary>The tree of the hybrid kind (iso.md 2.3).</summary>
    public static FileTree Hybrid()
    {
        var tree = Uefi();
        tree.SetFile("boot/vmlinuz", BlobSource.FromBytes(TestBytes.Noise(70_000, 5)));
        tree.SetFile("boot/initramfs.xz", BlobSource.FromBytes(TestBytes.Noise(90_000, 6)));
        tree.SetFile("boot/grub/grub.cfg", BlobSource.FromText("set default=0\n"));
        tree.SetFile("boot/grub/i386-pc/eltorito.img", BlobSource.FromBytes(TestBytes.Noise(46_981, 7)));
        tree.EnsureDirectory("boot/grub/roms");
        return tree;
    }

    public static IsoOptions UefiOptions(byte[] esp) => new()
    {
        VolumeId = "TALOS_V1_12_0",
        VolumeSetId = "Talos-v1.12.0",
        Clock = XorrisoImages.Clock,
        EfiSystemPartition = BlobSource.FromBytes(esp),
    };

    public static IsoOptions HybridOptions(byte[] esp, byte[] bootCode) => UefiOptions(esp) with
    {
        PartitionTable = IsoPartitionTable.Gpt,
        Permissions = IsoPermissions.ReadOnlyForAll,
        LeadingPaths = ["boot"],
        BiosBoot = new IsoBiosBoot { ImagePath = "boot/grub/i386-pc/eltorito.img", DiskBootCode = bootCode },
    };

    /// <summary>A stand-in for an EFI system partition.</summary>
    public static byte[] Esp(int mebibytes = 2) => TestBytes.Noise(mebibytes << 20, 99);

    public static int Octal(string digits) => Convert.ToInt32(digits, 8);
}
