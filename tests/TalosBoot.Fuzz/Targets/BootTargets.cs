using System.Text;
using TalosBoot.Archives.Trees;
using TalosBoot.Boot.Authenticode;
using TalosBoot.Boot.Grub;
using TalosBoot.Boot.SecureBoot;
using TalosBoot.Boot.Signing;
using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.Executables.Pe;
using TalosBoot.Initramfs.KernelModules;
using TalosBoot.Initramfs.KernelModules.Index;
using TalosBoot.Testing;

namespace TalosBoot.Fuzz.Targets;

/// <summary>Programs, certificates, and what describes modules.</summary>
static class BootTargets
{
    static readonly Guid Owner = new("11111111-2222-3333-4444-123456789abc");
    static readonly Lazy<byte[]> SelfSignedCertificate = new(() => SelfSigned.Certificate("fuzz").RawData);

    public static IEnumerable<FuzzTarget> All =>
    [
        new("pe", ReadPe, () => [SyntheticPe.Stub(), SyntheticPe.Stub(0xaa64), SyntheticKernel.EfiBzImage()]) { Readers = ["PeImage.Read"] },
        new("uki", ReadUki, () => [Uki()]) { Readers = ["UkiReader.Open"] },
        new("kernel", input => _ = KernelInfo.Read(BlobSource.FromBytes(input)), KernelSeeds) { Readers = ["KernelInfo.Read"] },
        new("authenticode", ReadSigned, () => [SyntheticPe.Stub(), Uki()]),
        new("certificate", input => _ = SigningCertificate.Read(input), () => [Certificate()]) { Readers = ["SigningCertificate.Read"] },
        new("signature-lists", input => _ = SignatureListReader.Read(input).Count, () => [SignatureLists.Encode([(Owner, Certificate()), (Owner, new byte[] { 1 })])])
        {
            Readers = ["SignatureListReader.Read"],
        },
        new("grub-folder", ReadGrub, () => [Pieces.Join("GRUB_VERSION=2.06\n", "ext2: fshelp\nfshelp:\n", "ELF")]) { Readers = ["GrubModuleFolder.Open", "GrubModuleFolder.TryOpen"] },
        new("modules", ReadModules, ModuleSeeds),
        new("module-index", input => _ = KernelModuleIndexReader.Read(input).Count, IndexSeeds) { Readers = ["KernelModuleIndexReader.Read"] },
    ];

    static void ReadPe(byte[] input)
    {
        var image = PeImage.Read(BlobSource.FromBytes(input));
        foreach (var section in image.Sections)
        {
            Consumption.Take(section.Content);
        }
    }

    static void ReadUki(byte[] input)
    {
        var uki = UkiReader.Open(BlobSource.FromBytes(input));
        _ = (uki.CommandLine, uki.OsRelease, uki.KernelVersion, uki.Profiles.Count);
        Consumption.Take(uki.Kernel);
    }

    static void ReadSigned(byte[] input) => _ = AuthenticodeVerifier.Verify(BlobSource.FromBytes(input), [Certificate()]).Count;

    static void ReadGrub(byte[] input)
    {
        var pieces = Pieces.Split(input, 3);
        var tree = new FileTree();
        tree.SetFile("i386-pc/modinfo.sh", BlobSource.FromBytes(pieces[0]));
        tree.SetFile("i386-pc/moddep.lst", BlobSource.FromBytes(pieces[1]));
        foreach (var name in new[] { "kernel.img", "boot.img", "diskboot.img", "lzma_decompress.img", "ext2.mod", "fshelp.mod" })
        {
            tree.SetFile($"i386-pc/{name}", BlobSource.FromBytes(pieces[2]));
        }

        _ = GrubModuleFolder.TryOpen(tree, GrubTarget.I386Pc);
        _ = GrubCoreImage.Build(GrubModuleFolder.Open(tree, GrubTarget.I386Pc), GrubModuleSets.ForDisk(GrubTarget.I386Pc));
    }

    static void ReadModules(byte[] input)
    {
        const string Directory = "lib/modules/6.12.0";
        var pieces = Pieces.Split(input, 4);
        var tree = new FileTree();
        tree.SetFile($"{Directory}/kernel/a.ko", BlobSource.FromBytes(pieces[0]));
        foreach (var (name, piece) in new[] { ("modules.builtin", 1), ("modules.builtin.modinfo", 2), ("modules.order", 3) })
        {
            tree.SetFile($"{Directory}/{name}", BlobSource.FromBytes(pieces[piece]));
        }

        _ = KernelModuleIndex.BuildAsync(tree, Directory, null, new BuildContext { Budget = Consumption.Budget }).GetAwaiter().GetResult().ModuleCount;
    }

    public static byte[] Uki() => new SyntheticPe()
        .Add(".text", SyntheticPe.Fill(700, 0xc3)).Add(".osrel", "ID=talos\nVERSION_ID=1.11\n"u8.ToArray()).Add(".cmdline", "a=b c\0\0"u8.ToArray())
        .Add(".uname", "6.12.0\0"u8.ToArray()).Add(".linux", SyntheticKernel.BzImage()).Add(".initrd", TestBytes.Noise(600)).Build();

    static IEnumerable<byte[]> KernelSeeds() =>
        [SyntheticKernel.BzImage(), SyntheticKernel.EfiBzImage(), SyntheticKernel.Arm64Image(), SyntheticKernel.Arm64ZBoot([1, 2, 3])];

    static byte[] Certificate() => SelfSignedCertificate.Value;

    static IEnumerable<byte[]> ModuleSeeds() =>
        [Pieces.Join(Elf(), "kernel/b.ko\nkernel/c.ko.zst\n"u8.ToArray(), "b.alias=x\0b.license=GPL\0"u8.ToArray(), "kernel/a.ko\n"u8.ToArray())];

    /// <summary>A relocatable file with symbols and module information, from the binary utilities of the machine.</summary>
    static byte[] Elf()
    {
        using var folder = new TemporaryFolder();
        var source = folder.WriteFile("a.s", Encoding.ASCII.GetBytes(
            ".section .modinfo,\"a\"\n.asciz \"alias=pci:v*\"\n.asciz \"depends=b\"\n.text\n.globl init_module\ninit_module:\ncall other\nret\n"
            + ".section __ksymtab_strings,\"aMS\",@progbits,1\n.asciz \"exported\"\n.globl __crc_exported\n.set __crc_exported, 0x12345678\n"));
        ForeignTool.Run("as", "-o", folder["a.o"], source);
        return File.ReadAllBytes(folder["a.o"]);
    }

    static IEnumerable<byte[]> IndexSeeds()
    {
        var index = new TrieIndex();
        foreach (var (key, priority) in new[] { "pci:v*d*", "pci:v1", "usb:v1", "symbol:printk", "ext4", "ext2", "ext" }.Select((key, priority) => (key, priority)))
        {
            index.Add(Encoding.ASCII.GetBytes(key), "kernel/fs/ext4.ko: kernel/lib/crc.ko"u8.ToArray(), priority);
            index.Add(Encoding.ASCII.GetBytes(key), default, 7);
        }

        return [index.Build(KernelModuleIndexFormat.Kmod30), index.Build(KernelModuleIndexFormat.Kmod34)];
    }
}
