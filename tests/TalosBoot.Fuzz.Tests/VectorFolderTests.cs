using System.IO.Compression;
using TalosBoot.Fuzz.Fuzzing;
using TalosBoot.Fuzz.Targets;
using TalosBoot.Testing;

namespace TalosBoot.Fuzz.Tests;

/// <summary>
/// All inputs of the folders of hostile inputs and of those from the field: read, or refused with the documented exception, within a second and the
/// memory that their content needs. What is right for each is in the tests of its reader; here, none is forgotten.
/// </summary>
[TestFixture]
[NonParallelizable]
sealed class VectorFolderTests
{
    /// <summary>Who reads a file: the first whose beginning the path has.</summary>
    static readonly (string Path, string Target)[] Targets =
    [
        ("hostile/docker-archive-", "dockerarchive"), ("hostile/dockerarchive.", "dockerarchive"), ("hostile/extension-constraint-", "extension"),
        ("hostile/keys-", "keys"), ("hostile/module-bomb.", "modules"), ("hostile/modules-builtin-", "modules"), ("hostile/oci.", "oci"),
        ("hostile/registry.", "registry"), ("hostile/rootfs.", "rootfs"), ("hostile/sigstore.", "sigstore"), ("hostile/squashfs", "squashfs"),
        ("hostile/stock-initramfs-", "stock-initramfs"), ("hostile/tar-", "tar"),
        ("field/compression/", "zstd"), ("field/cpio/", "cpio"), ("field/credentials/", "credentials"), ("field/initramfs/", "stock-initramfs"),
        ("field/uki/", "uki"), ("field/yaml/", "schematic"),
    ];

    static IEnumerable<string> Files => new[] { "hostile", "field" }.SelectMany(FilesOf);

    static IEnumerable<string> FilesOf(string folder)
    {
        if (RepositoryPaths.TryVector(folder) is not { } path)
        {
            return [$"{folder}/absent"];
        }

        return Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "README.md")
            .Select(file => $"{folder}/{Path.GetRelativePath(path, file).Replace('\\', '/')}").Order(StringComparer.Ordinal);
    }

    [TestCaseSource(nameof(Files))]
    public void An_input_is_read_or_refused_as_documented(string file)
    {
        var input = File.ReadAllBytes(RepositoryPaths.Vector(file.Split('/')));
        var target = AllTargets.ByName[Targets.First(known => file.StartsWith(known.Path, StringComparison.Ordinal)).Target];
        Assert.That(Probe.Run(target, target.Name == "tar" ? Unpacked(input) : input), Is.Null);
    }

    static byte[] Unpacked(byte[] input)
    {
        using var plain = new MemoryStream();
        using var stream = new GZipStream(new MemoryStream(input), CompressionMode.Decompress);
        stream.CopyTo(plain);
        return plain.ToArray();
    }
}
