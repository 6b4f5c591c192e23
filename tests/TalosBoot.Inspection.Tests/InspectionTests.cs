using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Disks.Vhdx;
using TalosBoot.Disks.Vmdk;
using TalosBoot.Profiles;
using TalosBoot.Schematics;
using TalosBoot.Testing;

namespace TalosBoot.Inspection.Tests;

/// <summary>What is said of an asset equals what was asked for.</summary>
[TestFixture]
public sealed class InspectionTests
{
    readonly DemoAssets _assets = new();

    [OneTimeTearDown]
    public void Dispose() => _assets.Dispose();

    [TestCase(BootloaderKind.DualBoot, new[] { "GRUB", "UKI" })]
    [TestCase(BootloaderKind.SdBoot, new[] { "UKI" })]
    [TestCase(BootloaderKind.Grub, new[] { "GRUB" })]
    public async Task An_iso_tells_what_it_boots(BootloaderKind bootloader, string[] loaders)
    {
        var report = await DemoAssets.InspectAsync(await _assets.BuildIsoAsync(bootloader, "net.ifnames=0"));
        TestContext.Out.WriteLine(ReportText.Write(report, 110));
        Assert.That(report.Kind, Is.EqualTo(AssetKind.Iso));
        Assert.That(report.Formats, Is.EqualTo(new[] { "ISO 9660" }));
        Assert.That(report.Platform, Is.EqualTo("metal"));
        Assert.That(report.BootEntries.Select(entry => entry.Loader).Distinct().Order(), Is.EqualTo(loaders));
        Assert.That(report.BootEntries.Select(entry => entry.CommandLine), Has.All.Contains("net.ifnames=0"));
        Assert.That(report.Extensions.Select(extension => $"{extension.Name} {extension.Version}"), Is.EqualTo(new[] { "demo-hello v1.0.0" }));
        Assert.That(report.KernelVersion, Is.Not.Null);
        Assert.That(report.Boots, Is.Not.Empty);
        Assert.That(report.Measurements, loaders.Contains("UKI") ? Is.Not.Empty : Is.Empty);
        Assert.That(report.Omissions, Is.Empty);
    }

    [TestCase("raw", OutFormat.Raw, new[] { "GPT disk" })]
    [TestCase("qcow2", OutFormat.Raw, new[] { "qcow2", "GPT disk" })]
    [TestCase("vhd", OutFormat.Raw, new[] { "VHD", "GPT disk" })]
    [TestCase("ova", OutFormat.Raw, new[] { "OVA", "VMDK", "GPT disk" })]
    [TestCase("raw", OutFormat.Xz, new[] { "xz", "GPT disk" })]
    [TestCase("raw", OutFormat.Zst, new[] { "zstd", "GPT disk" })]
    [TestCase("raw", OutFormat.TarGz, new[] { "gzip", "tar", "GPT disk" })]
    public async Task A_disk_is_found_in_every_format(string format, OutFormat outer, string[] formats)
    {
        var disk = Enum.Parse<DiskFormat>(format, ignoreCase: true);
        var asset = await _assets.BuildAsync(builder => builder.UseSchematic(DemoAssets.Schematic)
            .AsDiskImage(new ProfileImageOptions { DiskFormat = disk, DiskSize = DemoAssets.DiskSize }).PackagedAs(outer));
        var report = await DemoAssets.InspectAsync(asset);
        Assert.That(report.Formats, Is.EqualTo(formats));
        Assert.That(report.Kind, Is.EqualTo(AssetKind.DiskImage));
        Assert.That(report.Schematic?.Id, Is.EqualTo(Schematics.Schematic.Parse(DemoAssets.Schematic).Id().Hex));
        Assert.That(report.TalosVersion, Is.EqualTo(DemoRelease.Version));
        Assert.That(report.Partitions.Select(partition => partition.Name), Is.SupersetOf(new[] { "EFI", "META" }));
        Assert.That(report.Meta.Single(value => value.Key == 10), Is.EqualTo(new InspectedMetaValue(10, "secret-of-the-network".Length, null)));
        Assert.That(ReportText.Write(report) + ReportJson.Write(report) + ReportMarkdown.Write(report), Does.Not.Contain("secret-of-the-network").And.Contain("net.ifnames=0"));
        Assert.That(report.Omissions, Is.Empty);
    }

    [TestCase("VHDX")]
    [TestCase("VMDK")]
    public async Task A_disk_is_found_in_formats_that_no_profile_asks_for(string format)
    {
        var (_, raw) = await _assets.BuildAsync(builder => builder.AsDiskImage(new ProfileImageOptions { DiskFormat = DiskFormat.Raw, DiskSize = DemoAssets.DiskSize }));
        using var spool = new ContentSpool();
        var report = await DemoAssets.InspectAsync(("disk", format == "VHDX" ? VhdxImageBuilder.Build(raw) : await VmdkImageBuilder.BuildAsync(raw, spool)));
        Assert.That(report.Formats, Is.EqualTo(new[] { format, "GPT disk" }));
        Assert.That(report.Kind, Is.EqualTo(AssetKind.DiskImage));
        Assert.That(report.TalosVersion, Is.EqualTo(DemoRelease.Version));
        Assert.That(report.Omissions, Is.Empty);
    }

    [Test]
    public async Task Values_of_meta_are_shown_when_asked_for()
    {
        var asset = await _assets.BuildAsync(builder => builder.Customize(custom => custom.AddMetaValue(10, "visible")).AsDiskImage(new ProfileImageOptions { DiskFormat = DiskFormat.Raw, DiskSize = DemoAssets.DiskSize }));
        var report = await DemoAssets.InspectAsync(asset, new InspectionOptions { ShowsSecrets = true });
        Assert.That(report.Meta.Single(value => value.Key == 10).Value, Is.EqualTo("visible"));
        Assert.That(ReportText.Write(await DemoAssets.InspectAsync(asset)), Does.Not.Contain("visible").And.Contain("7 bytes, not shown"));
    }

    [Test]
    public async Task Each_other_kind_is_recognized()
    {
        var found = new List<AssetKind>();
        foreach (var choose in new Func<BootAssetBuilder, BootAssetBuilder>[] { b => b.AsUki(), b => b.AsKernel(), b => b.AsInitramfs(), b => b.AsCommandLine() })
        {
            found.Add((await DemoAssets.InspectAsync(await _assets.BuildAsync(choose))).Kind);
        }

        found.Add((await DemoAssets.InspectAsync(("schematic.yaml", BlobSource.FromText(DemoAssets.Schematic)))).Kind);
        found.Add((await DemoAssets.InspectAsync(("profile.yaml", BlobSource.FromText("arch: amd64\nplatform: metal\nversion: v1.12.0\noutput:\n  kind: iso\n")))).Kind);
        found.Add((await DemoAssets.InspectAsync(("profile.yaml", BlobSource.FromText("baseProfileName: secureboot-iso\narch: amd64\nversion: v1.12.0\n")))).Kind);
        Assert.That(found, Is.EqualTo(new[]
        {
            AssetKind.UnifiedKernelImage, AssetKind.Kernel, AssetKind.Initramfs, AssetKind.CommandLine, AssetKind.Schematic, AssetKind.Profile, AssetKind.Profile,
        }));
    }

    [Test]
    public async Task An_installer_and_an_extension_are_looked_into()
    {
        var installer = await DemoAssets.InspectAsync(await _assets.BuildAsync(builder => builder.AsInstaller()));
        Assert.That(installer.Kind, Is.EqualTo(AssetKind.ContainerImage));
        Assert.That(installer.BootEntries, Is.Not.Empty);
        using var layout = AssetSource.OpenFile(DemoRelease.Folder);
        var release = await AssetInspector.InspectAsync(layout, new InspectionOptions { Depth = InspectionDepth.Structure });
        Assert.That(release.Kind, Is.EqualTo(AssetKind.ContainerImages));
        Assert.That(release.Root.Parts, Is.Not.Empty);
    }

    [Test]
    public async Task A_certificate_is_known_by_its_ending_in_any_case()
    {
        using var certificate = SelfSigned.Certificate("example.com");
        var report = await DemoAssets.InspectAsync(("KEY.DER", BlobSource.FromBytes(certificate.RawData)));
        Assert.That(report.Formats, Is.EqualTo(new[] { "certificate" }));
        Assert.That(report.Root.Facts.Single(fact => fact.Name == "subject").Value, Is.EqualTo("CN=example.com"));
    }

    [Test]
    public async Task A_damaged_part_is_named_and_the_rest_is_read()
    {
        var (name, content) = await _assets.BuildIsoAsync(BootloaderKind.SdBoot);
        var bytes = content.ToArray(512 * 1024 * 1024);
        var uki = FileSystems.Iso9660.IsoReader.Read(content).Tree.Find("EFI/Linux/Talos-v1.12.0.efi");
        var initramfs = Boot.Uki.UkiReader.Open(((Archives.Trees.RegularFile)uki!).Content).Initramfs.Slice(0, 4096).ToArray();
        for (var at = 0; (at = bytes.AsSpan().IndexOf(initramfs)) >= 0;)
        {
            bytes.AsSpan(at + 2000, 2000).Fill(0xA5);
        }

        var report = await DemoAssets.InspectAsync((name, BlobSource.FromBytes(bytes)));
        Assert.That(report.Kind, Is.EqualTo(AssetKind.Iso));
        Assert.That(report.Omissions.Select(omission => omission.DiagnosticId), Is.Not.Empty.And.All.StartsWith("TB"));
    }

    [Test]
    public void A_file_that_is_no_asset_is_refused() =>
        Assert.That(
            async () => await DemoAssets.InspectAsync(("noise", BlobSource.FromBytes(new byte[4096]))),
            Throws.TypeOf<ImageFormatException>().With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(DiagnosticIds.AssetNotRecognized));

    [TestCase(6, 0, "    6 files\n")]
    [TestCase(6, 1, "    and 6 other files\n")]
    [TestCase(5, 0, "    4: file\n")]
    public void Many_files_are_counted(int files, int folders, string line)
    {
        AssetPart[] parts = [.. Enumerable.Range(0, files + folders).Select(number => new AssetPart($"{number}", number < files ? "file" : "folder", null, [], []))];
        var report = TestReport.Empty with { Root = new AssetPart("asset", "folder", null, [], parts) };
        Assert.That(ReportText.Write(report), Does.Contain(line));
    }

    [Test]
    public async Task PCR_phases_have_the_words_of_systemd()
    {
        var report = await DemoAssets.InspectAsync(await _assets.BuildIsoAsync(BootloaderKind.SdBoot));
        Assert.That(report.Measurements.Select(measurement => measurement.Phase).Distinct(),
            Is.EqualTo(new[] { "kernel-start", "enter-initrd", "leave-initrd", "enter-machined", "start-the-world" }));
    }

    [TestCase(24)]
    [TestCase(80)]
    public async Task Lines_are_no_longer_than_the_terminal(int width)
    {
        var report = await DemoAssets.InspectAsync(await _assets.BuildIsoAsync(BootloaderKind.DualBoot));
        var text = ReportText.Write(report, width);
        TestContext.Out.WriteLine(text);
        Assert.That(text.Split('\n').Max(line => line.Length), Is.LessThanOrEqualTo(width));
    }
}
