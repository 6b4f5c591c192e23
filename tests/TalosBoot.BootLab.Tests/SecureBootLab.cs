using System.Text;
using TalosBoot.Archives.Trees;
using TalosBoot.Boot.Signing;
using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.FileSystems.Fat;
using TalosBoot.FileSystems.Iso9660;
using TalosBoot.Testing;

namespace TalosBoot.BootLab.Tests;

/// <summary>A signed ISO with <see cref="TpmCheck"/>, made with keys such as talosctl makes, and what a test does with its parts.</summary>
sealed class SecureBootLab : IAsyncDisposable
{
    readonly TalosBootEngine _engine = DemoAssets.CreateEngine();

    SecureBootLab()
    {
    }

    public TemporaryFolder Folder { get; } = new();

    public BootAsset Iso { get; private set; } = null!;

    public string IsoPath => Folder["secureboot.iso"];

    public string PcrKeyPath => Folder[SigningKeys.PcrKeyFile];

    /// <summary>The signed UKI as it lies on the ISO's partition.</summary>
    public UkiReader Uki { get; private set; } = null!;

    BlobSource Partition { get; set; } = null!;

    public static async Task<SecureBootLab> CreateAsync()
    {
        var lab = new SecureBootLab();
        var key = SigningKeys.CreateUkiSigningKey("Demo", DateTimeOffset.UtcNow.AddDays(-1));
        await SigningFolder.WriteAsync(
            lab.Folder.Path,
            [
                (SigningKeys.UkiKeyFile, Encoding.ASCII.GetBytes(key.PrivateKeyPem)),
                (SigningKeys.UkiCertificatePemFile, Encoding.ASCII.GetBytes(key.CertificatePem!)),
                (SigningKeys.PcrKeyFile, Encoding.ASCII.GetBytes(SigningKeys.CreatePcrSigningKey().PrivateKeyPem)),
            ],
            overwrite: false);
        using (var stock = await lab.Describe().AsInitramfs().PlanAsync())
        {
            await stock.WriteToFileAsync(lab.Folder["stock"]);
        }

        lab.Iso = await lab.Signed().AsIso().PlanAsync();
        await lab.Iso.WriteToFileAsync(lab.IsoPath);
        lab.Partition = IsoReader.Read(BlobSource.FromFile(lab.IsoPath)).EfiSystemPartition!;
        lab.Uki = UkiReader.Open(lab.ReadFromPartition($"EFI/Linux/Talos-{DemoRelease.Version}.efi"));
        return lab;
    }

    /// <summary>The same UKI, not signed.</summary>
    public async Task<BlobSource> BuildUnsignedUkiAsync()
    {
        using var asset = await WithCheck().AsUki().PlanAsync();
        await asset.WriteToFileAsync(Folder["unsigned.efi"]);
        return BlobSource.FromFile(Folder["unsigned.efi"]);
    }

    /// <summary>The signed UKI with one byte of its command line changed.</summary>
    public BlobSource ChangeCommandLine()
    {
        var content = Uki.Image.Content.ToArray(1 << 30);
        var at = (int)Uki.Image.Sections.First(section => section.Name == ".cmdline").RawOffset + Uki.CommandLine.IndexOf("printk.devkmsg=on", StringComparison.Ordinal);
        content[at + "printk.devkmsg=o".Length] ^= 1;
        return BlobSource.FromBytes(content);
    }

    /// <summary>A disk with the ISO's signed systemd-boot and a UKI.</summary>
    public async Task<string> CreateDiskAsync(string name, BlobSource uki, string loaderConfiguration)
    {
        var tree = new FileTree();
        tree.SetFile("EFI/BOOT/BOOTX64.EFI", ReadFromPartition("EFI/BOOT/BOOTX64.EFI"));
        tree.SetFile($"EFI/Linux/Talos-{DemoRelease.Version}.efi", uki);
        tree.SetFile("loader/loader.conf", BlobSource.FromText(loaderConfiguration));
        var options = FatOptions.ForEfiSystemPartition(uki.Length + (64 << 20));
        await FatImageBuilder.Build(tree, options).WriteToFileAsync(Folder[name]);
        return Folder[name];
    }

    public async ValueTask DisposeAsync()
    {
        Iso?.Dispose();
        await _engine.DisposeAsync();
        Folder.Dispose();
    }

    BlobSource ReadFromPartition(string path) => ((RegularFile)FatReader.Read(Partition).Tree.Find(path)!).Content;

    BootAssetBuilder Signed() => WithCheck().UseSecureBoot(new BootAssetSecureBoot
    {
        KeyPath = Folder[SigningKeys.UkiKeyFile],
        CertificatePath = Folder[SigningKeys.UkiCertificatePemFile],
        PcrKeyPath = PcrKeyPath,
    });

    BootAssetBuilder WithCheck()
    {
        var initramfs = File.Exists(Folder["initramfs-with-check"]) ? Folder["initramfs-with-check"] : TpmCheck.Append(Folder["stock"], Folder);
        return Describe().UseInitramfs(initramfs).Customize(custom => custom.AddKernelArgument(TpmCheck.KernelArgument));
    }

    BootAssetBuilder Describe() => _engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64);
}
