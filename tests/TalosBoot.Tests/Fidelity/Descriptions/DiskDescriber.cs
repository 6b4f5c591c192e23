using System.Buffers.Binary;
using System.Text;
using TalosBoot.Core.Content;

namespace TalosBoot.Tests.Fidelity.Descriptions;

/// <summary>Disks: both partition tables, what lies outside of partitions, and what is in them. The tables are read here, not by the reader under test.</summary>
sealed class DiskDescriber : IContentDescriber
{
    const int HeaderSize = 92;
    const int BootCodeLength = 440;
    const long LargestShown = 2L << 20;

    public IReadOnlyList<string> Kinds { get; } =
    [
        "size", "mbr", "gpt", "backup", "hole", "loader", .. Enumerable.Range(1, 8).Select(number => $"part{number}"),
        "EFI", "BIOS", "BOOT", "META", "STATE", "EPHEMERAL", "IMAGECACHE",
    ];

    public bool Matches(string name, BlobSource content) => SectorSize(content) != 0;

    public void Describe(string name, BlobSource content, AssetDescription description)
    {
        foreach (var (label, partition) in DescribeTables(name, content, description))
        {
            DescribePartition(name, label, partition, description);
        }
    }

    /// <summary>Describes what is outside of partitions.</summary>
    /// <returns>The partitions.</returns>
    public static IReadOnlyList<(string Name, BlobSource Content)> DescribeTables(string name, BlobSource content, AssetDescription description)
    {
        var sector = SectorSize(content);
        description.Say($"{name} size {content.Length} sector {sector}");
        var mbr = AssetDescription.Bytes(content, 0, 512);
        description.Say($"{name} mbr code {AssetDescription.Sha(mbr.AsSpan(0, BootCodeLength))} {Convert.ToHexStringLower(mbr.AsSpan(BootCodeLength))}");
        var header = AssetDescription.Bytes(content, sector, HeaderSize);
        var (entries, count, size) = ((long)U64(header, 72), (int)U32(header, 80), (int)U32(header, 84));
        description.Say(
            $"{name} gpt my {U64(header, 24)} alt {U64(header, 32)} first {U64(header, 40)} last {U64(header, 48)} disk {new Guid(header.AsSpan(56, 16))} "
            + $"entries {entries} {count} {size}");
        var partitions = new List<(string Name, BlobSource Content)>();
        var first = content.Length;
        for (var index = 0; index < count; index++)
        {
            var entry = AssetDescription.Bytes(content, (entries * sector) + (index * size), size);
            if (!entry.AsSpan(0, 16).ContainsAnyExcept((byte)0))
            {
                continue;
            }

            var (from, to) = ((long)U64(entry, 32), (long)U64(entry, 40));
            var label = Encoding.Unicode.GetString(entry, 56, 72).TrimEnd('\0');
            description.Say(
                $"{name} part{index + 1} '{label}' type {new Guid(entry.AsSpan(0, 16))} id {new Guid(entry.AsSpan(16, 16))} {from} {to} 0x{U64(entry, 48):x}");
            partitions.Add((label, content.Slice(from * sector, (to - from + 1) * sector)));
            first = Math.Min(first, from * sector);
        }

        SayBackup(name, AssetDescription.Bytes(content, (long)U64(header, 32) * sector, HeaderSize), description);
        var end = (entries * sector) + (count * size);
        description.Say($"{name} hole before first partition {(partitions.Count == 0 ? "zero" : ZeroOrSha(content.Slice(end, first - end)))}");
        if (entries > 2)
        {
            var loader = AssetDescription.Bytes(content, 2L * sector, (int)(entries - 2) * sector).AsSpan().TrimEnd((byte)0);
            description.Say($"{name} loader hole {(loader.IsEmpty ? "zero" : AssetDescription.Sha(loader))} {loader.Length}");
        }

        return partitions;
    }

    static void SayBackup(string name, byte[] header, AssetDescription description) => description.Say(
        $"{name} backup ({U64(header, 24)}, {U64(header, 32)}, {U64(header, 40)}, {U64(header, 48)}, {AssetDescription.Repr(header.AsSpan(56, 16))}, "
        + $"{U64(header, 72)}, {U32(header, 80)})");

    static void DescribePartition(string name, string label, BlobSource partition, AssetDescription description)
    {
        if (partition.Length <= LargestShown && AssetDescription.IsZero(partition))
        {
            description.Say($"{name} {label} zero");
        }
        else if (label is "META" or "BIOS")
        {
            var bytes = partition.ToArray();
            description.Say($"{name} {label} bytes {AssetDescription.Sha(bytes)} trimmed {bytes.AsSpan().TrimEnd((byte)0).Length}");
        }
        else
        {
            description.Describe(partition, $"{name}>{label}");
        }
    }

    static string ZeroOrSha(BlobSource content) =>
        AssetDescription.IsZero(content) ? "zero" : AssetDescription.Sha(content);

    static int SectorSize(BlobSource content) =>
        AssetDescription.HasAt(content, 512, "EFI PART"u8) ? 512 : AssetDescription.HasAt(content, 4096, "EFI PART"u8) ? 4096 : 0;

    static ulong U64(byte[] bytes, int offset) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(offset));

    static uint U32(byte[] bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(offset));
}
