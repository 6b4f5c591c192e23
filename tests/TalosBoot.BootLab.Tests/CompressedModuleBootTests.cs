using TalosBoot.Core.Versions;
using TalosBoot.Testing;

namespace TalosBoot.BootLab.Tests;

/// <summary>
/// Modules of an extension in each compression, found through the indexes that were made of them. Debian's kernel unpacks xz itself, busybox
/// gzip, and kmod zstd.
/// </summary>
[NonParallelizable]
public sealed class CompressedModuleBootTests
{
    [Test]
    public async Task Modules_in_gzip_xz_and_zstd_are_loaded_by_their_aliases()
    {
        using var folder = new TemporaryFolder();
        var extension = new ExtensionFolder(folder, "modules");
        AddModules(extension, folder);
        AddKmod(extension, folder);
        await using var engine = DemoAssets.CreateEngine();
        using var uki = await engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64)
            .Customize(custom => custom
                .AddKernelArgument(
                    "talosboot.demo.modprobe=rtnl-link-vxlan,rtnl-link-veth", "talosboot.demo.kmod=rtnl-link-ifb", "talosboot.demo.read=all")
                .AddExtensionImage(extension.ToAsset()))
            .AsUki().PlanAsync();
        using var machine = VirtualMachine.Amd64().WithDisk(await EspDisk.CreateAsync(folder, "BOOTX64.EFI", uki.Content));
        var report = machine.RunToReport();
        Assert.That(report.IsComplete, Is.True, report.ToString());
        foreach (var key in new[] { "modprobe.rtnl-link-vxlan", "modprobe.rtnl-link-veth", "kmod.rtnl-link-ifb" })
        {
            Assert.That(report[key], Is.EqualTo("ok"), key);
        }

        Assert.That(report["modules"].Split(' '), Is.SupersetOf(new[] { "vxlan", "udp_tunnel", "veth", "ifb" }));
        Assert.That(report["layer.0.all.sha256"], Is.EqualTo(extension.DigestOfAll()), "the zstd image, read from end to end");
    }

    /// <summary>The modules of the demo release, each in another compression.</summary>
    static void AddModules(ExtensionFolder extension, TemporaryFolder folder)
    {
        var modules = Path.Combine(DemoImages.Unpack("demo-modules", "v1.0.0", folder), "rootfs", "usr", "lib", "modules");
        var version = Path.GetFileName(Directory.GetDirectories(modules).Single());
        var extras = Directory.CreateDirectory(Path.Combine(extension.RootFs, "usr", "lib", "modules", version, "extras")).FullName;
        foreach (var name in new[] { "vxlan.ko", "veth.ko.xz", "ifb.ko.zst" })
        {
            File.Copy(Path.Combine(modules, version, "extras", name), Path.Combine(extras, name));
        }

        ForeignTool.Run("gzip", Path.Combine(extras, "vxlan.ko"));
        Assert.That(Directory.GetFiles(extras).Select(Path.GetFileName), Is.EquivalentTo(new[] { "vxlan.ko.gz", "veth.ko.xz", "ifb.ko.zst" }));
    }

    /// <summary>The kmod of this machine with its libraries: the root has none.</summary>
    static void AddKmod(ExtensionFolder extension, TemporaryFolder folder)
    {
        ForeignTool.Require("kmod");
        if (!ForeignTool.Run("kmod", "--version").Output.Contains("+ZSTD", StringComparison.Ordinal))
        {
            ForeignTool.SkipOrFail("The installed kmod was built without zstd.");
        }

        var program = ForeignTool.Run("sh", "-c", "command -v kmod").Output.Trim();
        var libraries = ForeignTool.Run("ldd", program).Lines
            .Select(line => line.Split(' ', StringSplitOptions.TrimEntries).FirstOrDefault(word => word.StartsWith('/'))).OfType<string>().ToArray();
        var target = Directory.CreateDirectory(Path.Combine(extension.RootFs, "usr", "local", "lib", "kmod")).FullName;
        foreach (var library in libraries)
        {
            File.Copy(library, Path.Combine(target, Path.GetFileName(library)));
        }

        File.Copy(program, Path.Combine(target, "modprobe"));
        var loader = Path.GetFileName(libraries.Single(library => library.Contains("/ld-", StringComparison.Ordinal)));
        var script = folder.WriteFile(
            "modules/rootfs/usr/local/sbin/modprobe",
            System.Text.Encoding.UTF8.GetBytes(
                $"#!/bin/sh\nexec /usr/local/lib/kmod/{loader} --library-path /usr/local/lib/kmod /usr/local/lib/kmod/modprobe \"$@\"\n"));
        ForeignTool.Run("chmod", "0755", script);
    }
}
