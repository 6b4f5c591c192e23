using TalosBoot.Boot.Signing;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Disks.Qcow2;
using TalosBoot.Disks.Vhd;
using TalosBoot.Disks.Vhdx;
using TalosBoot.Disks.Vmdk;
using TalosBoot.Oci;
using TalosBoot.Oci.ImageCaches;
using TalosBoot.Oci.Layouts;
using TalosBoot.Profiles;
using TalosBoot.Testing;

namespace TalosBoot.BootLab.Tests;

/// <summary>Disk images of every bootloader, sector size and format start machines, and the guest finds on them what was put there.</summary>
[NonParallelizable]
public sealed class DiskBootTests
{
    const string Qcow2Format = "qcow2";

    TemporaryFolder _folder = null!;
    TalosBootEngine _engine = null!;
    BootAsset _stock = null!;

    [OneTimeSetUp]
    public async Task CreateAsync()
    {
        _folder = new TemporaryFolder();
        _engine = DemoAssets.CreateEngine(DemoRelease.Reference("imager"));
        _stock = await _engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64).AsInitramfs().PlanAsync();
    }

    [OneTimeTearDown]
    public async Task CleanAsync()
    {
        _stock?.Dispose();
        _folder?.Dispose();
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }
    }

    [Test]
    public async Task A_dual_boot_disk_boots_under_a_bios_and_the_guest_finds_meta_and_the_image_cache_and_works_with_each_file_system()
    {
        const string Network = "link:\n  - name: eth0\n";
        var cache = await ImageCacheBuilder.BuildAsync(
            OciLayout.Open(DemoRelease.Folder), [ImageReference.Parse(DemoRelease.Reference("demo-hello", "v1.0.0"))]);
        using var asset = await Describe("metal", DemoRelease.Version)
            .UseImageCache(ContainerAsset.FromTree(cache.Tree, "image cache"))
            .Customize(custom => custom.AddMetaValue(10, Network).AddMetaValue(12, "from the build"))
            .PlanAsync();
        await asset.WriteToFileAsync(_folder["bios.raw"]);
        var machine = VirtualMachine.Bios().WithDisk(_folder["bios.raw"], writable: true);
        var report = Run(await GuestVolumes.AttachAsync(machine, _folder), asset);
        Assert.That(report["efi"], Is.EqualTo("no"));
        Assert.That(
            (report["META.sound"], report["META.10"], report["META.12"], report["META.17"]), Is.EqualTo(("yes", "link:", "from the build", "dual-boot")));
        Assert.That(report["IMAGECACHE.digests"], Is.EqualTo(DiskCheck.DigestsOf(cache.Tree)));
        Assert.That(report["BOOT.made"], Is.EqualTo("1000"));
        await GuestVolumes.CheckDiskAsync(_folder, "bios.raw");
        GuestVolumes.Check(_folder, report);
    }

    [Test]
    public async Task A_dual_boot_disk_boots_under_uefi_from_a_qcow2()
    {
        using var asset = await Describe("metal", DemoRelease.Version).PlanAsync();
        await Qcow2ImageBuilder.Build(asset.Content).WriteToFileAsync(_folder["dual.qcow2"]);
        var report = Run(VirtualMachine.Amd64().WithDisk(_folder["dual.qcow2"], Qcow2Format), asset);
        Assert.That(report["efi"], Is.EqualTo("yes"));
        Assert.That(report["EFI.files"], Does.Contain("./EFI/boot/BOOTX64.efi").And.Contain($"./EFI/Linux/Talos-{DemoRelease.Version}.efi"));
    }

    [Test]
    public async Task A_disk_of_1_9_boots_with_grub_under_uefi_from_a_vhd()
    {
        using var asset = await Describe("metal", "v1.9.5").PlanAsync();
        await VhdImageBuilder.Build(asset.Content, new VhdOptions { Kind = VhdKind.Dynamic }).WriteToFileAsync(_folder["grub.vhd"]);
        var report = Run(VirtualMachine.Amd64().WithDisk(_folder["grub.vhd"], "vpc"), asset);
        Assert.That(report["EFI.files"].Trim(), Is.EqualTo("./EFI/boot/BOOTX64.efi"));
    }

    [Test]
    public async Task A_disk_of_1_9_boots_with_grub_under_a_bios_from_a_vmdk()
    {
        using var asset = await Describe("metal", "v1.9.5").PlanAsync();
        using var spool = new ContentSpool(_folder.Path);
        await (await VmdkImageBuilder.BuildAsync(asset.Content, spool)).WriteToFileAsync(_folder["grub.vmdk"]);
        Assert.That(Run(VirtualMachine.Bios().WithDisk(_folder["grub.vmdk"], "vmdk"), asset)["efi"], Is.EqualTo("no"));
    }

    [Test]
    public async Task A_disk_boots_with_systemd_boot_on_arm64_from_a_vhdx()
    {
        using var stock = await _engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Arm64).AsInitramfs().PlanAsync();
        using var asset = await Describe("metal", DemoRelease.Version, Architecture.Arm64, stock).PlanAsync();
        await VhdxImageBuilder.Build(asset.Content).WriteToFileAsync(_folder["arm64.vhdx"]);
        var report = Run(VirtualMachine.Arm64().WithDisk(_folder["arm64.vhdx"], "vhdx"), asset);
        Assert.That(report["EFI.files"], Does.Contain("./EFI/boot/BOOTAA64.efi"));
    }

    [Test]
    public async Task A_disk_with_sectors_of_4096_bytes_boots_under_uefi()
    {
        using var asset = await Describe("metal-4k", DemoRelease.Version).PlanAsync();
        await asset.WriteToFileAsync(_folder["4k.raw"]);
        var report = Run(VirtualMachine.Amd64().WithDisk(_folder["4k.raw"], sectorSize: 4096, writable: true), asset);
        Assert.That(report["BOOT.made"], Is.EqualTo("1000"));
        await GuestVolumes.CheckDiskAsync(_folder, "4k.raw");
    }

    [Test]
    public async Task A_signed_disk_enrolls_its_keys_and_boots_with_secure_boot_and_a_tpm()
    {
        var key = SigningKeys.CreateUkiSigningKey("Demo", DateTimeOffset.UtcNow.AddDays(-1));
        File.WriteAllText(_folder["uki.key"], key.PrivateKeyPem);
        File.WriteAllText(_folder["uki.crt"], key.CertificatePem!);
        File.WriteAllText(_folder["pcr.key"], SigningKeys.CreatePcrSigningKey().PrivateKeyPem);
        using var asset = await _engine.CreateAsset(new Profile { BaseProfileName = "secureboot-metal", Version = DemoRelease.Version, Arch = "amd64" })
            .UseSecureBoot(new BootAssetSecureBoot { KeyPath = _folder["uki.key"], CertificatePath = _folder["uki.crt"], PcrKeyPath = _folder["pcr.key"] })
            .PackagedAs(OutFormat.Raw).PlanAsync();
        await asset.WriteToFileAsync(_folder["signed.raw"]);
        using var machine = VirtualMachine.Amd64WithSecureBoot().WithTpm().WithDisk(_folder["signed.raw"]);
        var report = machine.RunToReport();
        Assert.That(report.IsComplete, Is.True, report.ToString());
        Assert.That((report["efi.SecureBoot"], report["efi.SetupMode"]), Is.EqualTo(("1", "0")));
        Assert.That(report["cmdline"], Is.EqualTo(asset.KernelCommandLine));
        Assert.That(report["tpm"], Is.EqualTo("yes"));
    }

    BootAssetBuilder Describe(string profile, string version, Architecture architecture = Architecture.Amd64, BootAsset? stock = null) => _engine
        .CreateAsset(new Profile { BaseProfileName = profile, Version = version, Arch = architecture.ToName() })
        .UseInitramfs(DiskCheck.Append((stock ?? _stock).Content))
        .Customize(custom => custom.AddKernelArgument(DiskCheck.KernelArgument))
        .PackagedAs(OutFormat.Raw);

    static DemoReport Run(VirtualMachine machine, BootAsset asset)
    {
        using (machine)
        {
            var report = machine.RunToReport();
            Assert.That(report.IsComplete, Is.True, report.ToString());
            Assert.That(report.Has("error"), Is.False, report.ToString());
            Assert.That(report["cmdline"], Does.Contain(asset.KernelCommandLine));
            Assert.That(report.Has("partition.META"), Is.True, report.ToString());
            return report;
        }
    }
}
