using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Initramfs.Extensions;

namespace TalosBoot.Initramfs.Tests.Extensions;

public sealed class ContentCheckTests
{
    // pkg/machinery/extensions/extensions_test.go, and the lists of the release branches (initramfs.md 5.3).
    [TestCase("1.0.0", "/boot/vmlinuz", false)]
    [TestCase("1.0.0", "/usr/lib64/a.so", false)]
    [TestCase("1.0.0", "/usr/local/bin/a", true)]
    [TestCase("1.4.0", "/etc/vulkan/a", false)]
    [TestCase("1.5.0", "/etc/vulkan/a", true)]
    [TestCase("1.8.0", "/usr/etc/udev/rules.d/1.rules", true)]
    [TestCase("1.8.0", "/usr/lib/udev/rules.d/1.rules", false)]
    [TestCase("1.9.0", "/usr/etc/udev/rules.d/1.rules", false)]
    [TestCase("1.9.0", "/usr/lib/udev/rules.d/1.rules", true)]
    [TestCase("1.9.0", "/sbin/ldconfig", true)]
    [TestCase("1.9.0", "/lib/modules/6/a.ko", true)]
    [TestCase("1.10.0", "/lib/modules/6/a.ko", false)]
    [TestCase("1.10.0", "/usr/lib/modules/6/a.ko", true)]
    [TestCase("1.11.0", "/usr/lib/ld-linux-aarch64.so.1", false)]
    [TestCase("1.12.0", "/usr/lib/ld-linux-aarch64.so.1", true)]
    [TestCase("1.12.0", "/usr/bin/nvme", false)]
    [TestCase("1.13.0", "/usr/bin/nvme", true)]
    [TestCase("main", "/usr/bin/nvidia-smi", true)]
    public void Each_version_has_its_places(string version, string path, bool allowed)
    {
        foreach (var check in new[] { ExtensionContentCheck.Prefix, ExtensionContentCheck.Strict })
        {
            AssertCheck(version, path, check, allowed);
        }
    }

    // The table of initramfs.md 5.3, every place in every version.
    [Test]
    public void The_places_of_each_version_are_those_of_the_table()
    {
        const string Oldest = "/etc/cri/conf.d /lib/firmware /lib/modules /lib64/ld-linux-x86-64.so.2 /usr/etc/udev/rules.d /usr/local";
        const string ThirdParties = " /usr/share/glvnd /usr/share/egl /etc/vulkan";
        const string Merged =
            "/etc/cri/conf.d /usr/lib/firmware /usr/lib/modules /usr/lib/ld-linux-x86-64.so.2 /usr/bin/ldconfig /usr/lib/udev/rules.d /usr/local" + ThirdParties;
        const string Newest = Merged
            + " /usr/lib/ld-linux-aarch64.so.1 /etc/ld.so.conf /etc/ld.so.cache /usr/bin/nvidia-modprobe /usr/bin/nvidia-pcc /usr/bin/nvidia-smi"
            + " /usr/bin/nvidia-ctk /usr/bin/nvidia-cdi-hook /usr/bin/nvme";
        for (uint minor = 0; minor <= 15; minor++)
        {
            var expected = minor switch
            {
                < 5 => Oldest,
                < 9 => Oldest + ThirdParties,
                9 => Oldest.Replace("/usr/etc/udev", "/usr/lib/udev", StringComparison.Ordinal) + ThirdParties + " /sbin/ldconfig",
                < 12 => Merged,
                12 => Merged + " /usr/lib/ld-linux-aarch64.so.1",
                _ => Newest,
            };
            Assert.That(new TalosQuirks(new TalosVersion(1, minor, 0)).AllowedExtensionPaths, Is.EquivalentTo(expected.Split(' ')), $"1.{minor}");
        }

        Assert.That(new TalosQuirks(TalosVersion.Parse("main")).AllowedExtensionPaths, Is.EquivalentTo(Newest.Split(' ')));
    }

    [TestCase("/usr/localfoo", ExtensionContentCheck.Prefix, true)]
    [TestCase("/usr/localfoo", ExtensionContentCheck.Strict, false)]
    [TestCase("/etc/ld.so.conf.d/a", ExtensionContentCheck.Prefix, true)]
    [TestCase("/etc/ld.so.conf.d/a", ExtensionContentCheck.Strict, false)]
    [TestCase("/etc/ld.so.conf", ExtensionContentCheck.Strict, true)]
    [TestCase("/etc/passwd", ExtensionContentCheck.None, true)]
    public void The_strict_check_looks_at_whole_names(string path, ExtensionContentCheck check, bool allowed) => AssertCheck("1.13.0", path, check, allowed);

    [Test]
    public void Special_files_are_refused_and_folders_may_be_anywhere()
    {
        var tree = new FileTree();
        tree.EnsureDirectory("boot/empty");
        var extension = new SystemExtension("e", new ExtensionManifest(), tree.Root);
        Assert.That(() => Check(extension, "1.13.0", ExtensionContentCheck.Strict), Throws.Nothing);
        tree.Set("usr/local/fifo", new SpecialFile(SpecialFileKind.Fifo, FileMetadata.DefaultFile, 0, 0));
        var exception = Assert.Throws<ExtensionException>(() => Check(extension, "1.13.0", ExtensionContentCheck.Prefix))!;
        Assert.That((exception.DiagnosticId, exception.Path), Is.EqualTo(("TB3010", "/usr/local/fifo")));
        Assert.That(exception.Message, Does.Contain("error validating extension \"\": special files are not allowed: \"/usr/local/fifo\""));
    }

    static void AssertCheck(string version, string path, ExtensionContentCheck check, bool allowed)
    {
        var tree = new FileTree();
        tree.SetFile(path, BlobSource.FromText("x"));
        var extension = new SystemExtension("e", new ExtensionManifest(), tree.Root);
        if (allowed)
        {
            Assert.That(() => Check(extension, version, check), Throws.Nothing);
            return;
        }

        var exception = Assert.Throws<ExtensionException>(() => Check(extension, version, check))!;
        Assert.That((exception.DiagnosticId, exception.Path), Is.EqualTo(("TB3009", path)));
        Assert.That(exception.Message, Does.Contain($"error validating extension \"\": path \"{path}\" is not allowed in extensions"));
    }

    static void Check(SystemExtension extension, string version, ExtensionContentCheck check) =>
        SystemExtensionValidator.ValidateContent(extension, TalosVersion.Parse(version), check);
}
