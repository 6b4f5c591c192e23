using System.Text;
using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Trees;
using TalosBoot.Boot.SecureBoot;
using TalosBoot.Compression.Gzip;
using TalosBoot.Compression.Xz;
using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.SquashFs;
using TalosBoot.Initramfs.KernelModules;
using TalosBoot.Initramfs.KernelModules.Index;
using TalosBoot.Testing;

namespace TalosBoot.Fuzz.Tests;

/// <summary>Long chains, many small parts, deep nesting, repeated names and references that alternate, for every reader.</summary>
static class CostFamilies
{
    const string Digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// <summary>
    /// Targets whose inputs have a size of their own. Volumes are measured where they are made (ReadingCostTests); the others have tables of a fixed
    /// length, or certificates.
    /// </summary>
    public static IReadOnlySet<string> OfFixedSize { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "fat", "iso9660", "ext4", "xfs", "gpt", "disk-image", "qcow2", "vhd", "vhdx", "vmdk", "meta-partition", "certificate", "keys", "signing-key",
    };

    public static IEnumerable<CostFamily> All =>
    [
        new("tar", "hard links in reverse order", 2000, count => HardLinks(count, isReversed: true)),
        new("tar", "hard links in order", 2000, count => HardLinks(count, isReversed: false)),
        new("tar", "hard links in reverse order through a symbolic link", 2000, LinksThroughLink),
        new("tar", "links in turn through long symbolic links", 500, LongLinks),
        new("tar", "deep paths", 300, count => Archive(count, index => $"{index}/{string.Concat(Enumerable.Repeat("d/", 60))}f")),
        new("tar-stream", "files", 2000, count => Archive(count, index => $"d/{index}")),
        new("rootfs", "files", 1000, count => Archive(count, index => $"d/{index}")),
        new("cpio", "hard links", 1000, CpioLinks),
        new("cpio", "files", 1000, count => CpioArchive.Plan(Tree(count, index => $"d/{index}")).ToArray()),
        new("gzip", "members", 2000, count => Repeat(Write(output => GzipWriter.Write(BlobSource.FromText("a"), output)), count)),
        new("xz", "streams", 200, count => Repeat(Write(output => XzWriter.Write(BlobSource.FromText("a"), output)), count)),
        new("zstd", "frames", 500, count => Repeat(Write(output => ZstdWriter.Write(BlobSource.FromText("a"), output)), count)),
        new("zstd", "skippable frames", 2000, count => Repeat([0x50, 0x2A, 0x4D, 0x18, 1, 0, 0, 0, 7], count)),
        new("stock-initramfs", "segments", 200, count => Repeat(CpioArchive.Plan(Tree(1, _ => "a")).ToArray(), count)),
        new("squashfs", "small files", 500, count => SquashFs(count)),
        new("pe", "sections", 20, Sections),
        new("uki", "sections", 20, Sections),
        new("authenticode", "sections", 20, Sections),
        new("kernel", "bytes", 100_000, count => SyntheticKernel.BzImage(length: count)),
        new("signature-lists", "lists", 2000, count => Repeat(SignatureLists.Encode([(Guid.Empty, new byte[] { 1 })]), count)),
        new("module-index", "keys", 1000, Index),
        new("module-index", "keys that contain each other", 500, NestedKeys),
        new("modules", "built-in modules", 1000, count => Pieces("ELF", Lines(count, index => $"kernel/m{index}.ko"), "", "")),
        new("modules", "aliases", 1000, count => Pieces("ELF", "kernel/m.ko\n", string.Concat(Enumerable.Range(0, count).Select(index => $"m.alias=a{index}\0")), "")),
        new("grub-folder", "modules", 500, count => Pieces("GRUB_VERSION=2.06\n", Lines(count, index => $"m{index}: m{index + 1}"), "ELF")),
        new("oci", "entries", 500, count => Pieces($"{{\"manifests\":[{Join(count, _ => $"{{\"mediaType\":\"a\",\"size\":0,\"digest\":\"{Digest}\"}}")}]}}", "", "", "")),
        new("oci", "labels", 1000, count => Pieces("", "", $"{{\"config\":{{\"Labels\":{{{Join(count, index => $"\"{index}\":\"\\u00e9\"")}}}}}}}", "")),
        new("oci", "arrays in each other", 1000, count => Pieces(Nested(count, "[", "]"), Nested(count, "{\"a\":", "}"), "", "")),
        new("dockerarchive", "items", 300, DockerItems),
        new("inspect", "programs of one content", 100, Programs),
        new("inspect", "segments", 200, count => Repeat(CpioArchive.Plan(Tree(1, _ => "a")).ToArray(), count)),
        new("initramfs", "layers and segments", 100, Layers),
        new("image-cache", "tags", 200, count => Archive(count, index => $"manifests/r.example/a/reference/v{index}")),
        new("registry", "tags", 1000, count => Pieces("200\n\n{}", "404\n\n", "404\n\n", $"200\n\n{{\"tags\":[{Join(count, index => $"\"v{index}\"")}]}}")),
        new("credentials", "registries", 500, count => Text($"{{\"auths\":{{{Join(count, index => $"\"r{index}\":{{\"auth\":\"dTpw\"}}")}}}}}")),
        new("challenge", "parameters", 500, count => Text($"Bearer {Join(count, index => $"p{index}=\"\\\"v\"")}")),
        new("challenge", "quotes", 2000, count => Text("Bearer a=\"" + new string('\\', count))),
        new("sigstore", "log entries", 200, count => Text($"{{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\",\"verificationMaterial\":{{\"tlogEntries\":[{Join(count, _ => "{\"logIndex\":\"1\"}")}]}}}}")),
        new("sigstore", "objects in each other", 1000, count => Text(Nested(count, "{\"a\":", "}"))),
        new("signature-payload", "members", 1000, count => Text($"{{{Join(count, index => $"\"m{index}\":1")}}}")),
        new("trusted-root", "logs", 200, count => Text($"{{\"tlogs\":[{Join(count, _ => "{}")}]}}")),
        new("schematic", "flow lists in each other", 500, count => Text(Nested(count, "[", "]"))),
        new("schematic", "open flow lists", 500, count => Text(new string('[', count))),
        new("schematic", "arguments", 500, count => Text("customization:\n  extraKernelArgs:\n" + Lines(count, index => $"    - a{index}=\"b\""))),
        new("schematic", "aliases", 300, count => Text("customization:\n  extraKernelArgs:\n    - &a x\n" + Lines(count, _ => "    - *a"))),
        new("schematic", "comments and empty lines", 1000, count => Text(Lines(count, index => index % 2 == 0 ? "# c" : ""))),
        new("schematic", "tags and anchors", 500, count => Text(Lines(count, index => $"k{index}: !!str &a{index} v"))),
        new("profile", "extensions", 300, count => Text("input:\n  systemExtensions:\n" + Lines(count, index => $"    - imageRef: a/b:{index}"))),
        new("extension", "a constraint of digits", 2000, count => Manifest(new string('1', count))),
        new("extension", "a constraint of alternatives", 500, count => Manifest(string.Join(" || ", Enumerable.Repeat(">=1.2.x", count)))),
        new("extension", "a constraint of spaces", 2000, count => Manifest(new string(' ', count) + ">1.0.0")),
        new("extension", "a constraint of identifiers", 1000, count => Manifest("1.2.3-" + string.Join('.', Enumerable.Repeat("a", count)))),
        new("extension-catalog", "lines", 500, count => Text(Lines(count, index => $"ghcr.io/siderolabs/e{index}:1@{Digest}"))),
        new("overlay-catalog", "overlays", 200, count => Text("overlays:\n" + Lines(count, index => $"  - name: o{index}\n    image: a/b:{index}\n    digest: {Digest}"))),
        new("command-line", "arguments", 1000, count => Text(string.Join(' ', Enumerable.Range(0, count).Select(index => $"a{index}=\"b c\"")))),
        new("command-line", "quotes", 2000, count => Text(new string('"', count))),
        new("meta-environment", "values", 500, count => Text(Convert.ToBase64String(Text(string.Join(';', Enumerable.Range(0, count).Select(index => $"0x{index % 200:x}=v")))))),
        new("names", "a long reference", 2000, count => Pieces("r.example/" + string.Concat(Enumerable.Repeat("a/", count)) + "b", "linux/amd64", "", "v1", "", "")),
        new("names", "a long version", 2000, count => Pieces("a", "linux/" + new string('/', count), "", "v1." + string.Concat(Enumerable.Repeat("1.", count)), "", "")),
    ];

    static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    static byte[] Pieces(params string[] pieces) => Text(string.Join("\n%%%%\n", pieces));

    static string Join(int count, Func<int, string> item) => string.Join(',', Enumerable.Range(0, count).Select(item));

    static string Lines(int count, Func<int, string> line) => string.Concat(Enumerable.Range(0, count).Select(index => line(index) + "\n"));

    static string Nested(int count, string open, string close) =>
        string.Concat(Enumerable.Repeat(open, count)) + "1" + string.Concat(Enumerable.Repeat(close, count));

    static byte[] Repeat(byte[] piece, int count)
    {
        var result = new byte[piece.Length * count];
        for (var index = 0; index < count; index++)
        {
            piece.CopyTo(result, index * piece.Length);
        }

        return result;
    }

    static byte[] Write(Action<Stream> write)
    {
        using var output = new MemoryStream();
        write(output);
        return output.ToArray();
    }

    static FileTree Tree(int count, Func<int, string> path)
    {
        var tree = new FileTree();
        for (var index = 0; index < count; index++)
        {
            tree.SetFile(path(index), BlobSource.FromText("x"));
        }

        return tree;
    }

    static byte[] Archive(int count, Func<int, string> path) => TarArchive.Plan(Tree(count, path)).ToArray();

    static byte[] HardLinks(int count, bool isReversed)
    {
        var builder = new TarArchiveBuilder();
        builder.Add("0", new RegularFile(BlobSource.FromText("x")));
        foreach (var index in isReversed ? Enumerable.Range(1, count).Reverse() : Enumerable.Range(1, count))
        {
            builder.AddHardLink($"{index}", $"{index - 1}", FileMetadata.DefaultFile);
        }

        return builder.Build().ToArray();
    }

    static byte[] LinksThroughLink(int count)
    {
        var builder = new TarArchiveBuilder();
        builder.Add("d", new DirectoryNode()).Add("s", new SymbolicLink("d")).Add("d/0", new RegularFile(BlobSource.FromText("x")));
        foreach (var index in Enumerable.Range(1, count).Reverse())
        {
            builder.AddHardLink($"d/{index}", $"s/{index - 1}", FileMetadata.DefaultFile);
        }

        return builder.Build().ToArray();
    }

    static byte[] LongLinks(int count)
    {
        var builder = new TarArchiveBuilder().Add("d", new DirectoryNode());
        var around = string.Concat(Enumerable.Repeat("d/../", 300)) + "d";
        builder.Add("a", new SymbolicLink(around)).Add("b", new SymbolicLink(around));
        for (var index = 0; index < count; index++)
        {
            builder.Add($"{(index % 2 == 0 ? 'a' : 'b')}/{index}", new RegularFile(BlobSource.FromText("x")));
        }

        return builder.Build().ToArray();
    }

    static byte[] CpioLinks(int count)
    {
        var tree = new FileTree();
        var file = new RegularFile(BlobSource.FromText("x"));
        for (var index = 0; index < count; index++)
        {
            tree.Set($"{index}", file);
        }

        return CpioArchive.Plan(tree).ToArray();
    }

    static byte[] SquashFs(int count)
    {
        using var spool = new ContentSpool();
        return new SquashFsImageBuilder(Tree(count, index => $"d/{index}"), new SquashFsOptions { BlockSize = 4096 }).BuildAsync(spool).GetAwaiter().GetResult().ToArray();
    }

    static byte[] Sections(int count)
    {
        var program = new SyntheticPe();
        for (var index = 0; index < Math.Min(count, 60); index++)
        {
            program.Add(".cmdline", Text("a=b\0"));
        }

        return program.Build();
    }

    static byte[] Index(int count)
    {
        var index = new TrieIndex();
        for (var number = 0; number < count; number++)
        {
            index.Add(Text($"pci:v{number}d*"), Text("m"), number);
        }

        return index.Build(KernelModuleIndexFormat.Kmod34);
    }

    static byte[] NestedKeys(int count)
    {
        var index = new TrieIndex();
        for (var length = 1; length <= count; length++)
        {
            index.Add(Text(new string('a', length)), Text("m"), 0);
        }

        return index.Build(KernelModuleIndexFormat.Kmod34);
    }

    static byte[] Manifest(string constraint) => Text(
        $"version: v1alpha1\nmetadata:\n  name: a\n  version: 1.0.0\n  author: b\n  description: c\n  compatibility:\n    talos:\n      version: \"{constraint}\"\n");

    static byte[] Programs(int count)
    {
        var tree = new FileTree();
        var program = new RegularFile(BlobSource.FromBytes(SyntheticPe.Stub()));
        for (var index = 0; index < count; index++)
        {
            tree.Set($"{index}.efi", program);
        }

        return TarArchive.Plan(tree).ToArray();
    }

    /// <summary>A list of layers in the last of as many archives, of which each has one of the layers.</summary>
    static byte[] Layers(int count)
    {
        using var archives = new MemoryStream();
        for (var index = 0; index < count; index++)
        {
            archives.Write(CpioArchive.Plan(Tree(1, _ => $"{index}.sqsh")).ToArray());
        }

        var tree = new FileTree();
        tree.SetFile("extensions.yaml", BlobSource.FromText("layers:\n" + Lines(count, index => $"  - image: {index}.sqsh")));
        return [.. archives.ToArray(), .. CpioArchive.Plan(tree).ToArray()];
    }

    static byte[] DockerItems(int count)
    {
        var tree = new FileTree();
        tree.SetFile("manifest.json", BlobSource.FromText($"[{Join(count, index => $"{{\"Config\":\"c{index}\",\"RepoTags\":[\"a:b\"],\"Layers\":[\"l\"]}}")}]"));
        return TarArchive.Plan(tree).ToArray();
    }
}
