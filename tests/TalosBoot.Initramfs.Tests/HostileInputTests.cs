using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Trees;
using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Core.Work;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Initramfs.KernelModules.Index;
using TalosBoot.Initramfs.KernelModules.Reading;
using TalosBoot.Initramfs.Tests.KernelModules;
using TalosBoot.Testing;

namespace TalosBoot.Initramfs.Tests;

/// <summary>Inputs from the field and hostile ones: read as the kernel and kmod read them, and bounded.</summary>
sealed class HostileInputTests
{
    [TestCase("pad.gz")]
    [TestCase("pad1.zst")]
    [TestCase("pad3.xz")]
    [TestCase("pad512.zst")]
    [TestCase("plain.cpio")]
    [TestCase("stock.gz")]
    [TestCase("stock.xz")]
    [TestCase("stock.zst")]
    [TestCase("then-cpio.zst")]
    public async Task A_stock_initramfs_is_read_up_to_its_root_file_system(string file)
    {
        using var spool = new ContentSpool();
        var budget = new WorkBudget();
        var stock = BlobSource.FromFile(RepositoryPaths.Vector("field", "initramfs", file));
        var tree = await StockRootFileSystem.ReadAsync(stock, spool, budget, default);
        Assert.That(tree.Walk().Count(), Is.GreaterThan(0));

        // It is found behind other segments and zeros, too.
        var other = new FileTree();
        other.SetFile("etc/other", BlobSource.FromText("other"));
        var archive = CpioArchive.Plan(other);
        var compressed = spool.Write(ContentKind.Compressed, output => Compression.Gzip.GzipWriter.Write(archive, output, new()));
        var behind = await StockRootFileSystem.ReadAsync(
            BlobSource.Concat([archive, BlobSource.FromBytes(new byte[508]), compressed, BlobSource.FromBytes(new byte[7]), stock]), spool, budget, default);
        Assert.That(behind.Walk().Select(entry => entry.Path), Is.EqualTo(tree.Walk().Select(entry => entry.Path)));
    }

    [Test]
    public void A_stock_initramfs_that_unpacks_to_far_more_than_its_size_is_refused()
    {
        using var spool = new ContentSpool();
        var budget = new WorkBudget();
        var bomb = BlobSource.FromFile(RepositoryPaths.Vector("hostile", "stock-initramfs-bomb.zst"));
        Assert.That(
            async () => await StockRootFileSystem.ReadAsync(bomb, spool, budget, default),
            Throws.InstanceOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo("TB4002"));
    }

    /// <summary>Each of them is below what a segment may have whatever its length.</summary>
    [Test]
    public void Segments_that_unpack_to_far_more_than_their_size_together_are_refused()
    {
        using var spool = new ContentSpool();
        var letters = new byte[40 * 1024 * 1024];
        Array.Fill(letters, (byte)'A');
        var tree = new FileTree();
        tree.SetFile("letters", BlobSource.FromBytes(letters));
        var segment = spool.Write(ContentKind.Compressed, output => Compression.Zstd.ZstdWriter.Write(CpioArchive.Plan(tree), output));
        Assert.That(async () => (await InitramfsReader.ReadAsync(segment, spool)).Segments, Has.Count.EqualTo(1));
        Assert.That(
            async () => await InitramfsReader.ReadAsync(BlobSource.Concat([.. Enumerable.Repeat(segment, 4)]), spool),
            Throws.InstanceOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo("TB4002"));
    }

    [TestCase("..")]
    [TestCase("../000.sqsh")]
    [TestCase("\"a\\0b\"")]
    [TestCase("/")]
    [TestCase("''")]
    public void A_list_that_names_no_file_is_refused(string image)
    {
        using var spool = new ContentSpool();
        var tree = new FileTree();
        tree.SetFile("extensions.yaml", BlobSource.FromText($"layers:\n  - image: {image}\n"));
        Assert.That(
            async () => await InitramfsReader.ReadAsync(CpioArchive.Plan(tree), spool),
            Throws.TypeOf<ExtensionException>().With.Property("DiagnosticId").EqualTo("TB3004"));
    }

    [Test]
    public void A_module_that_unpacks_to_far_more_than_its_size_is_refused()
    {
        var bomb = BlobSource.FromFile(RepositoryPaths.Vector("hostile", "module-bomb.ko.zst"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(
            () => CompressedModule.Open(bomb, default),
            Throws.InstanceOf<ImageFormatException>().With.Property("DiagnosticId").EqualTo("TB4002"));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(64 * 1024 * 1024));
    }

    [Test]
    public void A_constraint_of_100_KB_costs_no_more_than_its_length()
    {
        // The manifest is the first of several pieces.
        var pieces = File.ReadAllText(RepositoryPaths.Vector("hostile", "extension-constraint-100000.bin"));
        var manifest = BlobSource.FromText(pieces[..pieces.IndexOf("\n%%%%", StringComparison.Ordinal)]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            SystemExtensionValidator.Validate(ExtensionManifestReader.Read(manifest, "hostile"), "hostile", TalosVersion.Parse("v1.11.0"));
        }
        catch (ExtensionException exception)
        {
            Assert.That(exception.DiagnosticId, Is.AnyOf(DiagnosticIds.ExtensionConstraintInvalid, DiagnosticIds.ExtensionManifestInvalid));
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(64 * 1024 * 1024));
    }

    [Test]
    public void Links_that_multiply_firmware_are_limited()
    {
        // Each folder has two links to the next: 31 of them make 2^31 files.
        var tree = new FileTree();
        for (var level = 0; level < 31; level++)
        {
            tree.Set($"lib/firmware/d{level}/a", new SymbolicLink($"/lib/firmware/d{level + 1}"));
            tree.Set($"lib/firmware/d{level}/b", new SymbolicLink($"/lib/firmware/d{level + 1}"));
        }

        tree.SetFile("lib/firmware/d31/blob.bin", BlobSource.FromText("x"));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(
            () => FirmwareStep.Take(tree.Root, "hostile", "/lib/firmware", default),
            Throws.TypeOf<ExtensionException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.LimitExceeded).And.Message.Contains("which is the limit"));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1L << 30));
    }

    [Test]
    public void Files_of_firmware_are_limited_however_few_links_lead_to_them()
    {
        var tree = new FileTree();
        for (var file = 0; file < 1000; file++)
        {
            tree.SetFile($"lib/firmware/d/{file}", BlobSource.FromText("x"));
        }

        for (var link = 0; link < 1000; link++)
        {
            tree.Set($"lib/firmware/{link}", new SymbolicLink("d"));
        }

        Assert.That(
            () => FirmwareStep.Take(tree.Root, "hostile", "/lib/firmware", default),
            Throws.TypeOf<ExtensionException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.LimitExceeded).And.Message.Contains("1000000"));
    }

    [Test]
    public void Bytes_of_firmware_are_limited_however_few_links_lead_to_them()
    {
        var tree = new FileTree();
        tree.SetFile("lib/firmware/d/blob.bin", BlobSource.Zeros(1L << 30));
        tree.Set("lib/firmware/e", new SymbolicLink("d"));
        tree.Set("lib/firmware/f/g", new SymbolicLink("../d/blob.bin"));
        tree.Set("lib/firmware/h", new SymbolicLink("f/g"));
        Assert.That(FirmwareStep.Take(tree.Root, "extension", "/lib/firmware", default).Walk().Count(), Is.EqualTo(9));

        tree.SetFile("lib/firmware/d/blob.bin", BlobSource.Zeros(1L << 30));
        foreach (var link in new[] { "e", "f", "g", "h" })
        {
            tree.Set($"lib/firmware/{link}", new SymbolicLink("d"));
        }

        Assert.That(
            () => FirmwareStep.Take(tree.Root, "hostile", "/lib/firmware", default),
            Throws.TypeOf<ExtensionException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.LimitExceeded).And.Message.Contains("bytes in files"));
    }

    [Test]
    public void A_link_in_firmware_that_leads_back_is_refused()
    {
        var tree = new FileTree();
        tree.Set("lib/firmware/d/up", new SymbolicLink(".."));
        Assert.That(
            () => FirmwareStep.Take(tree.Root, "hostile", "/lib/firmware", default),
            Throws.TypeOf<ExtensionException>().With.Property("DiagnosticId").EqualTo(DiagnosticIds.ExtensionFirmwareLink).And.Message.Contains("40 levels"));
    }

    [TestCase(true, DiagnosticIds.LimitExceeded)]
    [TestCase(false, DiagnosticIds.KernelModuleLimitExceeded)]
    public void Links_that_take_long_to_follow_are_limited(bool firmware, string id)
    {
        var tree = LongLinks("lib/firmware");
        Assert.That(
            () => firmware ? FirmwareStep.Take(tree.Root, "hostile", "/lib/firmware", default).Root : (object)KernelModuleIndexing.Build(tree, "lib/firmware"),
            Throws.TypeOf<ExtensionException>().With.Property("DiagnosticId").EqualTo(id).And.Message.Contains("names in symbolic links"));
    }

    [Test]
    public void Looking_for_kernel_modules_can_be_stopped()
    {
        var tree = LongLinks("m");
        Assert.That(
            () => new ModuleDirectory(tree, "m").FindModules(new SearchOrder([]), new CancellationToken(true)),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(() => new ModuleOverlay("m").Add("hostile", tree, new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
    }

    /// <summary>A thousand links, each through 39 others of 2000 names.</summary>
    static FileTree LongLinks(string folder)
    {
        var tree = new FileTree();
        var way = string.Concat(Enumerable.Repeat("./", 2000));
        for (var link = 10; link < 49; link++)
        {
            tree.Set($"{folder}/chain/{link}", new SymbolicLink($"{way}{link + 1}"));
        }

        tree.SetFile($"{folder}/chain/49", BlobSource.FromText("x"));
        for (var link = 0; link < 1000; link++)
        {
            tree.Set($"{folder}/links/{link}", new SymbolicLink("../chain/10"));
        }

        return tree;
    }

    [Test]
    public void Taking_firmware_can_be_stopped()
    {
        var tree = new FileTree();
        tree.SetFile("lib/firmware/blob.bin", BlobSource.FromText("x"));
        Assert.That(
            () => FirmwareStep.Take(tree.Root, "extension", "/lib/firmware", new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
    }

    [TestCase("n-name-2nul.cpio")]
    [TestCase("p-aligned.cpio")]
    [TestCase("q-link-nul.cpio")]
    public void Names_and_links_of_archives_end_at_their_first_nul(string file)
    {
        var entries = CpioReader.ReadEntries(BlobSource.FromFile(RepositoryPaths.Vector("field", "cpio", file))).ToList();
        Assert.That(entries, Is.Not.Empty);
        Assert.That(entries.Select(entry => entry.Path), Has.None.Contains("\0"));
        Assert.That(entries.Select(entry => entry.Entry).OfType<SymbolicLink>().Select(link => link.Target), Has.None.Contains("\0"));
        var listed = ForeignTool.Run("cpio", ["--quiet", "-t", "-F", RepositoryPaths.Vector("field", "cpio", file)]).Lines;
        Assert.That(entries.Select(entry => entry.Path), Is.EqualTo(listed.Select(line => line.Trim('/')).Where(line => line != ".")));
    }

    [Test]
    public void A_zstd_file_may_begin_with_frames_that_are_to_be_skipped()
    {
        var content = File.ReadAllBytes(RepositoryPaths.Vector("field", "compression", "zst-skip-front.zst"));
        Assert.That(Decompressor.Detect(content), Is.EqualTo(CompressionFormat.Zstd));
        using var plain = new MemoryStream();
        using (var stream = Decompressor.Open(new MemoryStream(content), CompressionFormat.Zstd))
        {
            stream.CopyTo(plain);
        }

        Assert.That(plain.ToArray(), Is.EqualTo(ForeignTool.Run("zstd", ["-dc", RepositoryPaths.Vector("field", "compression", "zst-skip-front.zst")]).OutputBytes));
    }
}
