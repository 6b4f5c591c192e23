using System.Buffers.Binary;
using System.IO.Hashing;
using TalosBoot.Core.Content;
using TalosBoot.DiskImages;
using TalosBoot.Disks.Meta;
using TalosBoot.Disks.PartitionTables;
using TalosBoot.Disks.Qcow2;
using TalosBoot.Disks.Vhd;
using TalosBoot.Disks.Vhdx;
using TalosBoot.Disks.Vmdk;
using TalosBoot.Testing;

namespace TalosBoot.Fuzz.Targets;

/// <summary>Disks and their formats.</summary>
static class DiskTargets
{
    const long Mebibyte = 1024 * 1024;

    public static IEnumerable<FuzzTarget> All =>
    [
        VolumeTargets.Patched("gpt", Disk(), ReadGpt, SealGpt, "GptReader.Read"),
        VolumeTargets.Patched("disk-image", Disk(), ReadDiskImage, SealGpt, "DiskImageReader.ReadAsync"),
        new("qcow2", input => Consumption.Take(Qcow2Reader.Open(BlobSource.FromBytes(input))), Qcow2Seeds) { Readers = ["Qcow2Reader.Open"] },
        VolumeTargets.Patched(
            "vhd", VhdImageBuilder.Build(Disk(), new VhdOptions { Kind = VhdKind.Dynamic }), image => Consumption.Take(VhdReader.Open(image)), SealVhd, "VhdReader.Open"),
        VolumeTargets.Patched("vhdx", VhdxImageBuilder.Build(Disk()), image => Consumption.Take(VhdxReader.Open(image)), null, "VhdxReader.Open"),
        new("vmdk", input => Consumption.Take(VmdkReader.Open(BlobSource.FromBytes(input))), VmdkSeeds) { Readers = ["VmdkReader.Open"] },
        VolumeTargets.Patched(
            "meta-partition", MetaPartition.Build([new MetaRecord(10, "text"u8.ToArray()), new MetaRecord(11, TestBytes.Noise(5000))]),
            partition => _ = MetaPartition.Read(partition).Count, null, "MetaPartition.Read"),
    ];

    public static BlobSource Disk()
    {
        var builder = new GptImageBuilder(new GptOptions { Size = 12 * Mebibyte });
        builder.Add(new GptPartition { Name = "EFI", Type = PartitionTypes.EfiSystem, Size = 4 * Mebibyte, Content = BlobSource.FromBytes(TestBytes.Noise(100_000)) });
        builder.Add(new GptPartition { Name = "META", Type = PartitionTypes.BiosBoot, Size = Mebibyte });
        return builder.Build();
    }

    static void ReadGpt(BlobSource disk)
    {
        foreach (var partition in GptReader.Read(disk).Partitions)
        {
            Consumption.Take(partition.Content);
        }
    }

    static void ReadDiskImage(BlobSource disk)
    {
        using var spool = new ContentSpool();
        _ = DiskImageReader.ReadAsync(disk, spool).GetAwaiter().GetResult().Partitions.Count;
    }

    static IEnumerable<byte[]> Qcow2Seeds()
    {
        using var spool = new ContentSpool();
        return
        [
            Qcow2ImageBuilder.Build(Disk()).ToArray(),
            Qcow2ImageBuilder.BuildCompressedAsync(Disk(), Qcow2Compression.Zstd, spool).GetAwaiter().GetResult().ToArray(),
            Qcow2ImageBuilder.BuildCompressedAsync(Disk(), Qcow2Compression.Zlib, spool).GetAwaiter().GetResult().ToArray(),
        ];
    }

    static IEnumerable<byte[]> VmdkSeeds()
    {
        using var spool = new ContentSpool();
        return [VmdkImageBuilder.BuildAsync(Disk(), spool).GetAwaiter().GetResult().ToArray()];
    }

    /// <summary>UEFI 2.10, 5.3.2: the entries are left alone, so that their checksum is what the header says.</summary>
    static void SealGpt(byte[] block)
    {
        const int HeaderSize = 92;
        for (var start = 0; start + 512 <= block.Length; start += 512)
        {
            var header = block.AsSpan(start, HeaderSize);
            if (header.StartsWith("EFI PART"u8))
            {
                header.Slice(16, 4).Clear();
                BinaryPrimitives.WriteUInt32LittleEndian(header[16..], Crc32.HashToUInt32(header));
            }
        }
    }

    static void SealVhd(byte[] block)
    {
        for (var start = 0; start + 1024 <= block.Length; start += 512)
        {
            var isFooter = block.AsSpan(start).StartsWith("conectix"u8);
            if (isFooter || block.AsSpan(start).StartsWith("cxsparse"u8))
            {
                var whole = block.AsSpan(start, isFooter ? 512 : 1024);
                var place = whole.Slice(isFooter ? 64 : 36, sizeof(uint));
                place.Clear();
                var sum = 0u;
                foreach (var value in whole)
                {
                    sum += value;
                }

                BinaryPrimitives.WriteUInt32BigEndian(place, ~sum);
            }
        }
    }
}
