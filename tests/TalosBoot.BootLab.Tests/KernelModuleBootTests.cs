using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Schematics;
using TalosBoot.Testing;

namespace TalosBoot.BootLab.Tests;

/// <summary>A kernel loads modules that came from an extension, by what their aliases say, and reads through each layer.</summary>
[NonParallelizable]
public sealed class KernelModuleBootTests
{
    [Test]
    public async Task Modules_of_an_extension_are_found_by_their_aliases()
    {
        using var folder = new TemporaryFolder();
        await using var engine = DemoAssets.CreateEngine();
        using var iso = await engine.CreateAsset()
            .ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64)
            .Customize(custom => custom
                .AddKernelArgument("talosboot.demo.modprobe=rtnl-link-vxlan", "talosboot.demo.read=all")
                .AddExtensionImage([.. DemoAssets.Extensions, DemoRelease.Reference("demo-modules", "v1.0.0")]))
            .AsIso(BootloaderKind.SdBoot).PlanAsync();
        await iso.WriteToFileAsync(folder["iso"]);
        using var machine = VirtualMachine.Amd64().WithCd(folder["iso"]);
        var report = machine.RunToReport();

        Assert.That(report.IsComplete, Is.True, report.ToString());
        Assert.That(report.Count("layer.count"), Is.EqualTo(5));
        Assert.That((report["layer.3.name"], report["layer.4.name"]), Is.EqualTo(("demo-modules", "modules.dep")));
        Assert.That(report["layer.4.version"], Is.EqualTo(report["kernel"]));
        Assert.That(report["modprobe.rtnl-link-vxlan"], Is.EqualTo("ok"));

        // The module is in the extension alone, and needs one of the root.
        Assert.That(report["modules"].Split(' '), Does.Contain("vxlan").And.Contain("udp_tunnel"));
        AssertEachLayerIsRead(report, folder);
        AssertMicrocode(report, folder);
    }

    /// <summary>All files of each layer have the digests that they have in the extension's container image.</summary>
    static void AssertEachLayerIsRead(DemoReport report, TemporaryFolder folder)
    {
        foreach (var (layer, name) in new[] { "demo-hello", "demo-tools", "demo-ucode", "demo-modules" }.Index())
        {
            var image = DemoImages.Unpack(name, "v1.0.0", folder);
            Assert.That(report[$"layer.{layer}.all.sha256"], Is.EqualTo(ExtensionFolder.DigestOf(Path.Combine(image, "rootfs"))), name);
            var sample = BlobSource.FromFile(Path.Combine(image, "rootfs", report[$"layer.{layer}.file.path"]));
            Assert.That(report[$"layer.{layer}.file.sha256"], Is.EqualTo(Digest.Sha256(sample).Hex), name);
            Assert.That(report[$"layer.{layer}.merged.sha256"], Has.Length.EqualTo(64), name);
        }
    }

    /// <summary>The microcode of each vendor is what the extension has, one file behind the other by name.</summary>
    static void AssertMicrocode(DemoReport report, TemporaryFolder folder)
    {
        Assert.That(report.Count("microcode.count"), Is.EqualTo(2));
        Assert.That(report["microcode.1.path"], Is.EqualTo("/kernel/x86/microcode/GenuineIntel.bin"));
        var firmware = folder["demo-ucode-tree", "rootfs", "usr", "lib", "firmware"];
        foreach (var (index, pattern) in new[] { "amd-ucode/microcode_amd*.bin", "intel-ucode/*" }.Index())
        {
            var all = ForeignTool.Run("sh", "-c", $"cd '{firmware}' && cat {pattern} | sha256sum").Output;
            Assert.That(report[$"microcode.{index}.sha256"], Is.EqualTo(all.Split(' ')[0]), pattern);
        }
    }
}
