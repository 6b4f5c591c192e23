using System.IO.Compression;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Initramfs.KernelModules;
using TalosBoot.Testing;

namespace TalosBoot.Initramfs.Tests.KernelModules;

public class KernelModuleIndexTests
{
    [TestCase(KernelModuleIndexFormat.Kmod34, "expected-kmod34.2")]
    [TestCase(KernelModuleIndexFormat.Kmod30, "expected-kmod30")]
    public void Equals_the_files_of_kmod(KernelModuleIndexFormat format, string folder)
    {
        var expected = Directory.GetFiles(RepositoryPaths.Vector("initramfs", "depmod", folder))
            .ToDictionary(path => Path.GetFileName(path), File.ReadAllBytes);
        var result = KernelModuleIndexing.Build(ModuleTrees.LoadVector(), ModuleTrees.VectorPath, new() { Format = format });

        Assert.That(result.Files.Keys, Is.EquivalentTo(expected.Keys));
        foreach (var (name, bytes) in expected)
        {
            Assert.That(result.Files[name].ToArray(), Is.EqualTo(bytes), name);
        }

        Assert.That(result.ModuleCount, Is.EqualTo(4));
        Assert.That(result.Warnings, Is.Empty);
    }

    [Test]
    public void The_number_of_threads_does_not_matter([Values(1, 4)] int threads)
    {
        var result = KernelModuleIndexing.Build(ModuleTrees.LoadVector(), ModuleTrees.VectorPath, threads: threads);
        Assert.That(
            result.Files["modules.dep.bin"].ToArray(),
            Is.EqualTo(File.ReadAllBytes(RepositoryPaths.Vector("initramfs", "depmod", "expected-kmod34.2", "modules.dep.bin"))));
    }

    [Test]
    public void A_cancelled_token_stops()
    {
        using var source = new CancellationTokenSource();
        var tree = Tree(("m/a.ko", new ElfModule()), ("m/b.ko", new ElfModule()));
        tree.SetFile("m/a.ko", new ObservedSource(((RegularFile)tree.Find("m/a.ko")!).Content, (_, _) => source.Cancel()));
        Assert.That(
            () => KernelModuleIndexing.Build(tree, "m", threads: 1, cancellationToken: source.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void An_empty_directory_has_empty_indexes()
    {
        var tree = new FileTree();
        tree.EnsureDirectory("m");
        var result = KernelModuleIndexing.Build(tree, "m");
        Assert.That(result.ModuleCount, Is.Zero);
        Assert.That(result.Files["modules.dep"].Length, Is.Zero);
        Assert.That(result.Files["modules.dep.bin"].ToArray(), Is.EqualTo(Convert.FromHexString("b007f457000200010000000c")));
        Assert.That(result.Files["modules.builtin.bin"].Length, Is.Zero);
        Assert.That(
            result.Warnings.Select(warning => warning.Path), Is.EqualTo((string[])["modules.order", "modules.builtin", "modules.builtin.modinfo"]));
    }

    [Test]
    public void Folders_named_build_and_source_are_left_out()
    {
        var result = KernelModuleIndexing.Build(
            Tree(("m/build/a.ko", new ElfModule()), ("m/kernel/source/b.ko", new ElfModule()), ("m/.c.d/d.ko", new ElfModule())), "m");
        Assert.That(Text(result, "modules.dep"), Is.EqualTo(".c.d/d.ko:\n"));
    }

    [Test]
    public void Files_that_are_no_modules_are_left_out()
    {
        var result = KernelModuleIndexing.Build(
            Tree(
                ("m/a.ko.debug", new ElfModule()), ("m/.ko", new ElfModule()),
                ("m/b.ko.bz2", new ElfModule()), ("m/ko", new ElfModule())), "m");
        Assert.That(result.ModuleCount, Is.Zero);
    }

    [Test]
    public void Exported_names_count_where_there_are_no_checksums()
    {
        var result = KernelModuleIndexing.Build(
            Tree(
                ("m/a.ko", new ElfModule { ExportedNames = ["", "fa", "fb"] }),
                ("m/b.ko", new ElfModule { Exports = ["fc"], Needs = ["fb"], ExportedNames = ["no"] })),
            "m");
        Assert.That(Text(result, "modules.symbols").Split('\n'), Is.EquivalentTo((string[])[
            "# Aliases for symbols, used by symbol_request().", "alias symbol:fa a", "alias symbol:fb a", "alias symbol:fc b", ""]));
        Assert.That(Text(result, "modules.dep"), Does.Contain("b.ko: a.ko\n"));
    }

    [Test]
    public void A_module_without_symbol_table_stays_with_a_warning()
    {
        var result = KernelModuleIndexing.Build(Tree(("m/a.ko", new ElfModule { HasSymbols = false, Information = ["alias=x"] })), "m");
        Assert.That(Text(result, "modules.alias"), Does.EndWith("alias x a\n"));
        Assert.That(result.Warnings.Select(warning => warning.Path), Does.Contain("a.ko"));
    }

    [Test]
    public void A_dot_before_a_needed_symbol_does_not_matter()
    {
        var result = KernelModuleIndexing.Build(Tree(("m/a.ko", new ElfModule { Exports = ["f"] }), ("m/b.ko", new ElfModule { Needs = [".f"] })), "m");
        Assert.That(Text(result, "modules.dep"), Does.Contain("b.ko: a.ko\n"));
    }

    [Test]
    public void An_order_with_a_line_that_does_not_end_is_not_used()
    {
        var tree = Tree(("m/a.ko", new ElfModule()), ("m/base.ko", new ElfModule()));
        tree.SetFile("m/modules.order", BlobSource.FromText("a.ko\nbase.ko"));
        var result = KernelModuleIndexing.Build(tree, "m");
        Assert.That(Text(result, "modules.dep"), Is.EqualTo("base.ko:\na.ko:\n"));
        Assert.That(result.Warnings[0].Path, Is.EqualTo("modules.order"));
    }

    [Test]
    public void Compressed_modules_keep_their_suffix_in_the_lists_and_lose_it_in_the_order()
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Fastest))
        {
            gzip.Write(new ElfModule { Exports = ["f"] }.ToBytes());
        }

        var tree = Tree(("m/kernel/b.ko", new ElfModule { Needs = ["f"] }));
        tree.SetFile("m/kernel/a.ko.gz", BlobSource.FromBytes(memory.ToArray()));
        tree.SetFile("m/modules.order", BlobSource.FromText("kernel/b.ko\nkernel/a.ko\n"));
        Assert.That(
            Text(KernelModuleIndexing.Build(tree, "m"), "modules.dep"), Is.EqualTo("kernel/b.ko: kernel/a.ko.gz\nkernel/a.ko.gz:\n"));
    }

    static FileTree Tree(params (string Path, ElfModule Module)[] modules)
    {
        var tree = new FileTree();
        foreach (var (path, module) in modules)
        {
            tree.SetFile(path, BlobSource.FromBytes(module.ToBytes()));
        }

        return tree;
    }

    static string Text(KernelModuleIndexResult result, string name) => System.Text.Encoding.Latin1.GetString(result.Files[name].ToArray());
}
