using System.Text;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Initramfs.KernelModules;

namespace TalosBoot.Initramfs.Tests.KernelModules;

public class CombinedModulesTests
{
    const string Modules = "/usr/lib/modules";

    const string Version = Modules + "/6.12.25-talos";

    static readonly string[] Lists =
    [
        "alias", "alias.bin", "builtin", "builtin.alias.bin", "builtin.bin", "builtin.modinfo", "dep", "dep.bin", "devname", "order",
        "softdep", "symbols", "symbols.bin", "weakdep",
    ];

    [Test]
    public void Without_modules_in_an_extension_there_is_nothing_to_combine() =>
        Assert.That(Build(Stock(), Extension("a", ("usr/local/bin/a", "x"))), Is.Null);

    [Test]
    public void An_empty_modules_directory_is_one_for_another_kernel()
    {
        var extension = new KernelModuleProvider("empty", new FileTree());
        extension.Root.EnsureDirectory(Modules);
        AssertRefused(DiagnosticIds.KernelVersionMismatch, "empty", "no kernel version", extension);
    }

    [Test]
    public void Modules_for_another_kernel_are_refused() =>
        AssertRefused(
            DiagnosticIds.KernelVersionMismatch, "other",
            "copying kernel modules from /usr/lib/modules/6.12.25-talos failed: stat /usr/lib/modules/6.12.25-talos: no such file or directory. "
            + "The extension brings kernel modules for 6.6.1-talos, but the kernel is 6.12.25-talos",
            Extension("other", ("usr/lib/modules/6.6.1-talos/extras/a.ko", "x")));

    [Test]
    public void The_extension_holds_the_lists_of_all_modules()
    {
        var result = Build(
            Stock(),
            Extension("zfs", ($"{Version}/extras/zfs.ko", new ElfModule { Needs = ["spl_fn"], Information = ["alias=fs-zfs"] }),
                ($"{Version}/extras/spl.ko", new ElfModule { Exports = ["spl_fn"], Needs = ["base_fn"] }),
                ($"{Version}/modules.order", "kernel/base.ko\n"),
                ("usr/lib/modules/6.6.1-talos/extras/other.ko", "other versions are ignored")))!;

        Assert.That(result.KernelVersion, Is.EqualTo("6.12.25-talos"));
        Assert.That(Text(result, "modules.dep"), Is.EqualTo(
            "kernel/base.ko:\nextras/spl.ko: kernel/base.ko\nextras/zfs.ko: extras/spl.ko kernel/base.ko\n"));
        Assert.That(Text(result, "modules.alias"), Does.Contain("alias fs-zfs zfs\n"));
        Assert.That(Text(result, "modules.order"), Is.EqualTo("kernel/base.ko\n"));
        Assert.That(result.Root.Walk().Select(item => item.Path), Is.EqualTo((string[])[
            "usr", "usr/lib", "usr/lib/modules", "usr/lib/modules/6.12.25-talos",
            .. Lists.Select(name => $"usr/lib/modules/6.12.25-talos/modules.{name}"),
        ]));
        foreach (var (path, entry) in result.Root.Walk())
        {
            var mode = entry is DirectoryNode ? "755" : path.EndsWith(".modinfo", StringComparison.Ordinal) ? "600" : "644";
            Assert.That(Convert.ToString(entry.Metadata.Mode, 8), Is.EqualTo(mode), path);
        }
    }

    [Test]
    public void The_last_extension_wins_and_the_first_mode_stays()
    {
        var first = Extension("first", ($"{Version}/extras/a.ko", new ElfModule { Information = ["alias=first"] }));
        var last = Extension(
            "last",
            ($"{Version}/extras/a.ko", new ElfModule { Information = ["alias=last"] }),
            ($"{Version}/modules.builtin.modinfo", "b.alias=new\0"));
        var result = Build(Stock(), first, last)!;
        Assert.That(Text(result, "modules.alias"), Does.Contain("alias last a\n").And.Not.Contain("alias first"));
        Assert.That(Text(result, "modules.builtin.modinfo"), Is.EqualTo("b.alias=new\0"));
        Assert.That(result.Root.Find($"{Version}/modules.builtin.modinfo")!.Metadata.Mode, Is.EqualTo(0x180));
    }

    [Test]
    public void Links_in_an_extension_are_followed_within_it()
    {
        var extension = Extension("links", ("usr/local/modules/a.ko", new ElfModule { Information = ["alias=one"] }));
        extension.Root.Set($"{Version}/extras", new SymbolicLink("../../../local/modules"));
        extension.Root.Set("usr/local/modules/b.ko", new SymbolicLink("/usr/local/modules/../modules/a.ko"));
        var result = Build(Stock(), extension)!;
        Assert.That(Text(result, "modules.alias"), Does.Contain("alias one a\n").And.Contain("alias one b\n"));
    }

    [Test]
    public void A_link_that_leads_nowhere_is_refused()
    {
        var extension = Extension("dangling", ($"{Version}/extras/a.ko", new ElfModule()));
        extension.Root.Set($"{Version}/extras/b.ko", new SymbolicLink("missing.ko"));
        AssertRefused(DiagnosticIds.KernelModuleConflict, "dangling", "a link to missing.ko", extension);
    }

    [Test]
    public void A_link_to_itself_is_refused()
    {
        var extension = Extension("loop", ($"{Version}/extras/a.ko", new ElfModule()));
        extension.Root.Set($"{Version}/extras/b.ko", new SymbolicLink("b.ko"));
        AssertRefused(DiagnosticIds.KernelModuleConflict, "loop", "a link to b.ko", extension);
    }

    [Test]
    public void A_link_to_a_directory_above_is_refused()
    {
        var extension = Extension("up", ($"{Version}/extras/a.ko", new ElfModule()));
        extension.Root.Set($"{Version}/extras/up", new SymbolicLink(".."));
        AssertRefused(DiagnosticIds.KernelModuleLimitExceeded, "up", "nest deeper than 64", extension);
    }

    [Test]
    public void A_file_over_a_directory_is_refused() =>
        AssertRefused(
            DiagnosticIds.KernelModuleConflict, "file", "a file cannot be laid over a directory", Extension("file", ($"{Version}/kernel", "x")));

    [Test]
    public void A_directory_over_a_file_is_refused() =>
        AssertRefused(
            DiagnosticIds.KernelModuleConflict, "folder", "a directory cannot be laid over a file",
            Extension("folder", ($"{Version}/kernel/base.ko/a.ko", "x")));

    [Test]
    public void A_damaged_module_names_its_extension() =>
        AssertRefused(DiagnosticIds.KernelModuleUnreadable, "bad", "extras/a.ko", Extension("bad", ($"{Version}/extras/a.ko", "no module")));

    [Test]
    public void Modules_that_need_each_other_are_refused() =>
        AssertRefused(
            DiagnosticIds.KernelModuleCycle, Version, "error running depmod: Cycle detected: b -> a -> b.",
            Extension("circle", ($"{Version}/extras/a.ko", new ElfModule { Exports = ["fa"], Needs = ["fb"] }),
                ($"{Version}/extras/b.ko", new ElfModule { Exports = ["fb"], Needs = ["fa", "base_fn"] }),
                ($"{Version}/extras/c.ko", new ElfModule { Needs = ["fa"] })));

    [Test]
    public void A_root_file_system_without_a_kernel_version_is_refused()
    {
        var stock = new FileTree();
        stock.EnsureDirectory(Modules);
        AssertStockRefused(DiagnosticIds.KernelVersionMissing, stock);
        AssertStockRefused(DiagnosticIds.KernelVersionMissing, new FileTree());
    }

    [Test]
    public void A_root_file_system_with_more_than_a_kernel_version_is_refused()
    {
        var stock = Stock();
        stock.EnsureDirectory($"{Modules}/6.12.26-talos");
        AssertStockRefused(DiagnosticIds.KernelVersionAmbiguous, stock);
        var file = new FileTree();
        file.SetFile($"{Modules}/6.12.25-talos", BlobSource.FromText("x"));
        AssertStockRefused(DiagnosticIds.KernelVersionAmbiguous, file);
    }

    static void AssertStockRefused(string id, FileTree stock) =>
        Assert.That(
            () => Build(stock, Extension("a", ($"{Version}/extras/a.ko", new ElfModule()))),
            Throws.TypeOf<ExtensionException>().With.Property("DiagnosticId").EqualTo(id).And.Property("Image").EqualTo("rootfs.sqsh")
                .And.Message.Contains($"invalid kernel modules path: /{Modules.TrimStart('/')}"));

    static void AssertRefused(string id, string image, string part, KernelModuleProvider extension) =>
        Assert.That(
            () => Build(Stock(), extension),
            Throws.TypeOf<ExtensionException>().With.Property("DiagnosticId").EqualTo(id)
                .And.Property("Image").EqualTo(image).And.Message.Contains(part));

    static CombinedModulesResult? Build(FileTree stock, params KernelModuleProvider[] extensions) =>
        KernelModuleIndexing.Combine(stock, extensions, new() { ModulesPath = Modules });

    static string Text(CombinedModulesResult result, string name) =>
        Encoding.ASCII.GetString(((RegularFile)result.Root.Find($"{Version}/{name}")!).Content.ToArray());

    static FileTree Stock()
    {
        var tree = Extension(
            "stock", ($"{Version}/kernel/base.ko", new ElfModule { Exports = ["base_fn"] }), ($"{Version}/modules.order", "kernel/base.ko\n"),
            ($"{Version}/modules.builtin", "kernel/b.ko\n"), ($"{Version}/modules.dep", "old\n")).Root;
        tree.Set(
            $"{Version}/modules.builtin.modinfo",
            new RegularFile(BlobSource.FromText("b.alias=old\0"), FileMetadata.DefaultFile with { Mode = 0x180 }));
        return tree;
    }

    static KernelModuleProvider Extension(string name, params (string Path, object Content)[] files)
    {
        var tree = new FileTree();
        foreach (var (path, content) in files)
        {
            tree.SetFile(path, content is ElfModule module ? BlobSource.FromBytes(module.ToBytes()) : BlobSource.FromText((string)content));
        }

        return new KernelModuleProvider(name, tree);
    }
}
