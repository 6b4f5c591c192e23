using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Disks.PartitionTables;
using TalosBoot.FileSystems.Ext4;
using TalosBoot.FileSystems.Xfs;
using TalosBoot.Testing;

namespace TalosBoot.BootLab.Tests;

/// <summary>File systems that a guest works with, and that the checkers judge afterwards.</summary>
static class GuestVolumes
{
    const long Mebibyte = 1024 * 1024;

    /// <summary>
    /// The serial numbers of the volumes, which begin with the type: each set of features of XFS (that of 6.12 is that of 6.6), and ext4 with small and
    /// large blocks.
    /// </summary>
    static readonly Dictionary<string, BlobSource> Volumes = new[] { XfsFeatureSet.Lts61, XfsFeatureSet.Lts66, XfsFeatureSet.Lts618 }
        .ToDictionary(features => $"xfs-{features}", features => XfsImageBuilder.Build(CreateTree(), new XfsOptions { Size = 300 * Mebibyte, Features = features }))
        .Concat(new[] { 1024, 4096 }.Select(size => KeyValuePair.Create(
            $"ext4-{size}", Ext4ImageBuilder.Build(CreateTree(), new Ext4Options { Size = 100 * Mebibyte, BlockSize = size }))))
        .ToDictionary();

    /// <summary>Writes the volumes, and gives them to a machine.</summary>
    public static async Task<VirtualMachine> AttachAsync(VirtualMachine machine, TemporaryFolder folder)
    {
        foreach (var (serial, volume) in Volumes)
        {
            await volume.WriteToFileAsync(folder[serial]);
            machine = machine.WithVolume(folder[serial], serial);
        }

        return machine;
    }

    /// <summary>The guest found all files of the volumes, worked there, and left sound file systems.</summary>
    public static void Check(TemporaryFolder folder, DemoReport report)
    {
        foreach (var serial in Volumes.Keys)
        {
            Assert.That(report[$"{serial}.digests"], Is.EqualTo(DiskCheck.DigestsOf(CreateTree())), serial);
            Assert.That(report[$"{serial}.made"], Is.EqualTo("1000"), serial);
            Check(folder[serial]);
        }
    }

    /// <summary>The partitions of a disk that a guest has written to are sound.</summary>
    public static async Task CheckDiskAsync(TemporaryFolder folder, string disk)
    {
        foreach (var partition in GptReader.Read(BlobSource.FromFile(folder[disk])).Partitions.Where(partition => partition.Name is "BOOT" or "IMAGECACHE"))
        {
            await partition.Content.WriteToFileAsync(folder[partition.Name]);
            Check(folder[partition.Name]);
        }
    }

    static void Check(string path)
    {
        var start = new byte[4];
        BlobSource.FromFile(path).Read(0, start);
        if (start.AsSpan().SequenceEqual("XFSB"u8))
        {
            XfsPrograms.Check(path);
        }
        else
        {
            ForeignTool.Run("e2fsck", "-fn", path);
        }
    }

    /// <summary>Directories of several kinds, and contents with and without holes.</summary>
    static FileTree CreateTree()
    {
        var tree = new FileTree();
        tree.SetFile("A/vmlinuz", BlobSource.FromBytes(TestBytes.Noise(200_000, 1)));
        tree.SetFile("sparse", BlobSource.Concat(BlobSource.Zeros(3 * Mebibyte), BlobSource.FromBytes(TestBytes.Noise(5000, 2))));
        for (var index = 0; index < 300; index++)
        {
            tree.SetFile($"many/file-{index:d4}", BlobSource.FromText($"{index}"));
        }

        return tree;
    }
}
