using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Trees;
using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Core.Work;
using TalosBoot.FileSystems.SquashFs;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Testing;

namespace TalosBoot.Initramfs.Tests;

public sealed class InitramfsBuilderTests
{
    static readonly BlobSource Stock = BlobSource.FromText("stock");

    readonly ContentSpool _spool = new();

    [OneTimeTearDown]
    public void DisposeSpool() => _spool.Dispose();

    [Test]
    public async Task Without_extensions_the_stock_initramfs_is_the_result()
    {
        var image = await new InitramfsBuilder(new InitramfsOptions { Version = TalosVersion.Parse("1.5.0") }).BuildAsync(Stock, [], _spool);
        Assert.That(image.Content.ToArray(), Is.EqualTo("stock"u8.ToArray()));
        Assert.That(image.Layers, Is.Empty);
    }

    [Test]
    public async Task Microcode_goes_in_front_firmware_beside_and_the_rest_into_squashfs()
    {
        // internal/pkg/extensions/compress_test.go: microcode accumulates over extensions in byte order of the file names.
        var first = Extension("first", tree =>
        {
            SetText(tree, "usr/lib/firmware/intel-ucode/06-01", "I2");
            SetText(tree, "usr/lib/firmware/intel-ucode/.hidden", "I1");
            SetText(tree, "usr/lib/firmware/amd-ucode/microcode_amd.bin", "A1");
            SetText(tree, "usr/lib/firmware/amd-ucode/README", "text");
            SetText(tree, "usr/lib/firmware/x/blob.bin", "old content");
            tree.Set("usr/lib/firmware/link.bin", new SymbolicLink("x/blob.bin"));
            tree.Set("usr/lib/firmware/y", new SymbolicLink("x"));
            SetText(tree, "usr/local/bin/tool", "tool");
        });
        var second = Extension("second", tree =>
        {
            SetText(tree, "usr/lib/firmware/intel-ucode/06-00", "I3");
            SetText(tree, "usr/lib/firmware/x/blob.bin", "new");
        });
        var image = await Builder().BuildAsync(Stock, [ExtensionSource.Of(first), ExtensionSource.Of(second)], _spool);

        var early = CpioReader.ReadTree(image.Content.Slice(0, CpioReader.MeasureLeadingArchives(image.Content)));
        Assert.That(Text(early, "kernel/x86/microcode/GenuineIntel.bin"), Is.EqualTo("I1I2I3"));
        Assert.That(Text(early, "kernel/x86/microcode/AuthenticAMD.bin"), Is.EqualTo("A1"));

        var main = Segment(image);
        Assert.That(Text(main, "usr/lib/firmware/x/blob.bin"), Is.EqualTo("new"));
        Assert.That(Text(main, "usr/lib/firmware/link.bin"), Is.EqualTo("old content"));
        Assert.That(Text(main, "usr/lib/firmware/y/blob.bin"), Is.EqualTo("old content"));
        Assert.That(Text(main, "usr/lib/firmware/amd-ucode/README"), Is.EqualTo("text"));
        Assert.That(main.Find("usr/lib/firmware/intel-ucode"), Is.InstanceOf<DirectoryNode>().With.Property("Children").Empty);
        Assert.That(Text(main, "extensions.yaml"), Does.Contain("image: 0.sqsh").And.Contain("name: second"));

        var layer = SquashFsReader.Read(((RegularFile)main.Find("0.sqsh")!).Content);
        Assert.That(Text(layer, "usr/local/bin/tool"), Is.EqualTo("tool"));
        Assert.That(layer.Find("usr/lib"), Is.Not.Null);
        Assert.That(layer.Find("usr/lib/firmware"), Is.Null);
    }

    // initramfs.md 19: codec and folders by version.
    [TestCase("1.5.0", "lib/firmware", CompressionFormat.Xz, "xz")]
    [TestCase("v1.7.7", "lib/firmware", CompressionFormat.Xz, "xz")]
    [TestCase("1.8.0", "lib/firmware", CompressionFormat.Zstd, "zstd")]
    [TestCase("1.9.0", "lib/firmware", CompressionFormat.Zstd, "zstd")]
    [TestCase("1.10.0", "usr/lib/firmware", CompressionFormat.Zstd, "zstd")]
    [TestCase("1.13.0", "usr/lib/firmware", CompressionFormat.Zstd, "zstd")]
    [TestCase("main", "usr/lib/firmware", CompressionFormat.Zstd, "zstd")]
    public async Task Each_version_has_its_codec_and_folders(string version, string firmware, CompressionFormat format, string tool)
    {
        var extension = Extension("e", tree =>
        {
            SetText(tree, "lib/firmware/a.bin", "old");
            SetText(tree, "usr/lib/firmware/b.bin", "new");
            tree.SetFile("usr/local/text", BlobSource.FromBytes(TestBytes.Text(300_000)));
        });
        var image = await new InitramfsBuilder(new InitramfsOptions { Version = TalosVersion.Parse(version) }).BuildAsync(Stock, [ExtensionSource.Of(extension)], _spool);
        var segment = image.Content.Slice(Stock.Length, image.Content.Length - Stock.Length);
        Assert.That(Decompressor.Detect(segment.Slice(0, Decompressor.DetectionLength).ToArray()), Is.EqualTo(format));

        using var folder = new TemporaryFolder();
        var archive = folder.WriteFile("archive", ForeignTool.Run(tool, "--decompress", "--stdout", folder.WriteFile($"segment.{tool[0]}", segment.ToArray())).OutputBytes);
        var tree = CpioReader.ReadTree(BlobSource.FromFile(archive));
        Assert.That(tree.Find($"{firmware}/{(firmware.StartsWith('u') ? "b" : "a")}.bin"), Is.Not.Null);
        Assert.That(tree.Root.Children.ContainsKey(firmware.StartsWith('u') ? "lib" : "usr"), Is.False);
        var squashfs = folder.WriteFile("0.sqsh", ((RegularFile)tree.Find("0.sqsh")!).Content.ToArray());
        Assert.That(ForeignTool.Run("unsquashfs", "-stat", squashfs).Output, Does.Contain($"Compression {tool}"));
        Assert.That(
            ForeignTool.Run("unsquashfs", "-cat", squashfs, "usr/local/text").OutputBytes.AsSpan().SequenceEqual(TestBytes.Text(300_000)), Is.True);
    }

    [Test]
    public async Task Layers_are_ordered_as_texts_and_keep_their_numbers()
    {
        var extensions = Enumerable.Range(0, 12).Select(index => Extension($"e{index}", tree => SetText(tree, "usr/local/x", $"{index}"))).ToList();
        var image = await Builder().BuildAsync(Stock, [.. extensions.Select(ExtensionSource.Of)], _spool);
        Assert.That(
            image.Layers.Select(layer => layer.ImageName),
            Is.EqualTo(new[] { "0", "1", "10", "11", "2", "3", "4", "5", "6", "7", "8", "9" }.Select(name => $"{name}.sqsh")));
        Assert.That(image.Layers[2].Manifest.Name, Is.EqualTo("e10"));
    }

    [Test]
    public async Task One_and_two_threads_give_the_same_bytes_and_the_extension_is_not_changed()
    {
        var extension = Extension("e", tree =>
        {
            SetText(tree, "usr/lib/firmware/a.bin", "firmware");
            tree.SetFile("usr/local/data", BlobSource.FromBytes(TestBytes.Text(700_000)));
        });
        var digests = new List<Digest>();
        foreach (var threads in new[] { 1, 2 })
        {
            var builder = new InitramfsBuilder(new InitramfsOptions { Version = TalosVersion.Parse("v1.12.0"), Clock = new BuildClock(1) });
            digests.Add(Digest.Sha256((await builder.BuildAsync(
                Stock, [ExtensionSource.Of(extension)], _spool, new BuildContext { Budget = new WorkBudget(threads) })).Content));
        }

        Assert.That(digests[1], Is.EqualTo(digests[0]));
        Assert.That(new FileTree(extension.RootFs).Find("usr/lib/firmware/a.bin"), Is.Not.Null);
    }

    [Test]
    public void Firmware_that_leads_nowhere_or_in_circles_is_refused_with_its_path()
    {
        foreach (var (target, path) in new[] { ("/gone", "usr/lib/firmware/bad"), (".", "usr/lib/firmware/bad/bad") })
        {
            var extension = Extension("e", tree => tree.Set("usr/lib/firmware/bad", new SymbolicLink(target)));
            var exception = Assert.ThrowsAsync<ExtensionException>(async () => await Builder().BuildAsync(Stock, [ExtensionSource.Of(extension)], _spool)).GetAwaiter().GetResult()!;
            Assert.That(exception.DiagnosticId, Is.EqualTo("TB3007"));
            Assert.That(exception.Path, Does.StartWith(path));
        }
    }

    [Test]
    public void Firmware_that_is_a_file_here_and_a_folder_there_is_refused()
    {
        var first = Extension("first", tree => SetText(tree, "usr/lib/firmware/x", "file"));
        var second = Extension("second", tree => SetText(tree, "usr/lib/firmware/x/y", "file"));
        foreach (var pair in new[] { (first, second), (second, first) })
        {
            var exception = Assert.ThrowsAsync<ExtensionException>(
                async () => await Builder().BuildAsync(Stock, [ExtensionSource.Of(pair.Item1), ExtensionSource.Of(pair.Item2)], _spool)).GetAwaiter().GetResult()!;
            Assert.That(
                (exception.DiagnosticId, exception.Image, exception.Path), Is.EqualTo(("TB3008", pair.Item2.Source, "usr/lib/firmware/x")));
        }
    }

    [Test]
    public async Task A_hundred_extensions_are_a_hundred_layers()
    {
        var extensions = Enumerable.Range(0, 100)
            .Select(index => ExtensionSource.Of(Extension($"e{index}", tree => SetText(tree, $"usr/local/e{index}", $"{index}")))).ToList();
        var image = await Builder().BuildAsync(Stock, extensions, _spool);
        var main = Segment(image);
        Assert.That(image.Layers, Has.Count.EqualTo(100));
        Assert.That(main.Root.Children, Has.Count.EqualTo(101));
        for (var index = 0; index < 100; index++)
        {
            Assert.That(Text(SquashFsReader.Read(((RegularFile)main.Find($"{index}.sqsh")!).Content), $"usr/local/e{index}"), Is.EqualTo($"{index}"));
        }
    }

    [Test]
    public async Task A_file_of_two_gigabytes_is_read_back_whole()
    {
        const long Length = (2L << 30) + 1;
        using var folder = new TemporaryFolder();
        var extension = Extension("large", tree => tree.SetFile(
            "usr/local/large", BlobSource.Concat(BlobSource.FromText("begin"), BlobSource.Zeros(Length - 8), BlobSource.FromText("end"))));
        var image = await Builder().BuildAsync(Stock, [ExtensionSource.Of(extension)], _spool);
        await image.Layers[0].Image.WriteToFileAsync(folder["0.sqsh"]);
        Assert.That(new FileInfo(folder["0.sqsh"]).Length, Is.LessThan(100_000));
        Assert.That(
            ForeignTool.Run("sh", "-c", $"unsquashfs -cat '{folder["0.sqsh"]}' usr/local/large | (head -c 5; tail -c 3 | cat)").Output, Is.EqualTo("beginend"));
        Assert.That(ForeignTool.Run("unsquashfs", "-lln", folder["0.sqsh"], "usr/local/large").Output, Does.Contain($" {Length} "));
    }

    [Test]
    public async Task Special_files_become_empty_ones_and_owners_and_times_are_set()
    {
        var extension = Extension("e", tree =>
        {
            tree.Set("usr/dev", new SpecialFile(SpecialFileKind.CharacterDevice, new FileMetadata { Mode = 0x1B6, UserId = 7 }, 1, 3));
            tree.Set("usr/secret", new DirectoryNode(new FileMetadata { Mode = 0x205, GroupId = 9, ModifiedAt = 5 }));
        });
        var image = await Builder().BuildAsync(Stock, [ExtensionSource.Of(extension)], _spool);
        var layer = SquashFsReader.Read(image.Layers[0].Image);
        Assert.That(layer.Find("usr/dev"), Is.InstanceOf<RegularFile>());
        var directory = layer.Find("usr/secret")!.Metadata;
        Assert.That((directory.Mode, directory.UserId, directory.GroupId, directory.ModifiedAt), Is.EqualTo((0x1C5, 0u, 0u, 1_559_424_892L)));
    }

    static InitramfsBuilder Builder() => new(new InitramfsOptions { Version = TalosVersion.Parse("v1.12.0") });

    static SystemExtension Extension(string name, Action<FileTree> fill)
    {
        var tree = new FileTree();
        fill(tree);
        return new SystemExtension(name, new ExtensionManifest { Name = name }, tree.Root);
    }

    static void SetText(FileTree tree, string path, string text) => tree.SetFile(path, BlobSource.FromText(text));

    static string Text(FileTree tree, string path) => System.Text.Encoding.UTF8.GetString(((RegularFile)tree.Find(path)!).Content.ToArray());

    FileTree Segment(InitramfsImage image)
    {
        var start = CpioReader.MeasureLeadingArchives(image.Content) + Stock.Length;
        using var compressed = image.Content.Slice(start, image.Content.Length - start).OpenRead();
        using var plain = Decompressor.Open(compressed, CompressionFormat.Zstd);
        return CpioReader.ReadTree(_spool.Write(ContentKind.Data, plain.CopyTo));
    }
}
