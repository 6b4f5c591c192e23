using CsCheck;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Fat;

/// <summary>Trees for tests.</summary>
internal static class FatTrees
{
    public const long Time = 1_700_000_000;

    /// <summary>The EFI system partition of a Secure Boot ISO, with small files.</summary>
    public static FileTree EfiSystemPartition(int kernelLength = 1_234_567)
    {
        var tree = new FileTree();
        AddFile(tree, "EFI/BOOT/BOOTX64.EFI", TestBytes.Noise(98_816, 1));
        AddFile(tree, "EFI/Linux/Talos-v1.13.9.efi", TestBytes.Noise(kernelLength, 2));
        AddFile(tree, "EFI/keys/uki-signing-cert.der", TestBytes.Noise(871, 3));
        AddFile(tree, "loader/loader.conf", "# systemd-boot configuration\n\ntimeout 10\n"u8.ToArray());
        AddFile(tree, "loader/random-seed", new byte[32], mode: 0x124);
        AddFile(tree, "loader/keys/auto/PK.auth", TestBytes.Noise(2_345, 4));
        AddFile(tree, "loader/keys/auto/KEK.auth", TestBytes.Noise(512, 5));
        AddFile(tree, "loader/keys/auto/db.auth", TestBytes.Noise(513, 6));
        return tree;
    }

    /// <summary>The same samples in every run.</summary>
    public static IEnumerable<T> Samples<T>(Gen<T> gen, int count)
    {
        var random = new PCG(0, 20_190_601);
        for (var index = 0; index < count; index++)
        {
            yield return gen.Generate(random, null, out _);
        }
    }

    static string[] Folders { get; } = ["EFI", "boot", "Linux", "a directory with a long name"];

    static Gen<string> Name { get; } = Gen.Frequency(
            (3, Gen.Char["abcdefgh"].Array[1, 8].Select(text => new string(text) + ".efi")),
            (3, Gen.Char["ABCDEFgh"].Array[1, 60].Select(text => new string(text))),
            (1, Gen.Char["åßçđ漢字"].Array[1, 30].Select(text => new string(text))),
            (1, Gen.Int[0, 99].Select(number => $"Talos kernel 🚀 {number}.efi")));

    /// <summary>Trees with names of all kinds, directories in each other, and files of up to some clusters.</summary>
    public static Gen<FileTree> Random { get; } =
        Gen.Select(Gen.Int[0, 3].Select(index => Folders[index]).Array[0, 4], Name, Gen.Int[0, 9_000], Gen.Byte)
            .Array[0, 40].Select(files =>
            {
                var tree = new FileTree();
                foreach (var (folders, name, length, mode) in files.DistinctBy(file => file.Item2.ToUpperInvariant()))
                {
                    AddFile(tree, string.Join('/', [.. folders, name]), TestBytes.Noise(length, (ulong)length),
                        mode % 4 == 0 ? 0x124 : 0x1A4);
                }

                return tree;
            });

    public static void AddFile(FileTree tree, string path, byte[] content, int mode = 0x1A4, long time = Time)
    {
        tree.Set(path, new RegularFile(BlobSource.FromBytes(content), new FileMetadata { Mode = mode, ModifiedAt = time }));
        for (var parent = Path.GetDirectoryName(path); !string.IsNullOrEmpty(parent); parent = Path.GetDirectoryName(parent))
        {
            var directory = tree.EnsureDirectory(parent);
            directory.Metadata = directory.Metadata with { ModifiedAt = Time - 86_400 };
        }
    }
}
