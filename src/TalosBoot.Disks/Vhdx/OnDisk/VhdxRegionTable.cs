using System.Buffers.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Disks.Vhdx.OnDisk;

/// <summary>One of the two region tables ([MS-VHDX] 2.2.3): where the block allocation table and the metadata are.</summary>
/// <param name="Regions">The regions.</param>
internal sealed record VhdxRegionTable(IReadOnlyList<VhdxRegion> Regions)
{
    public const int Size = 64 * 1024;
    const int HeaderSize = 16;
    const int EntrySize = 32;
    const int MaximumCount = 2047;

    public static VhdxRegionTable Read(ReadOnlySpan<byte> source)
    {
        var count = BinaryPrimitives.ReadUInt32LittleEndian(source[8..]);
        if (!source.StartsWith("regi"u8) || BinaryPrimitives.ReadUInt32LittleEndian(source[4..]) != VhdxChecksum.Compute(source[..Size])
            || count > MaximumCount)
        {
            throw new ImageFormatException(
                DiagnosticIds.DiskImageDamaged, "VHDX", 0, "a region table is missing, or its checksum is wrong. The image is damaged.");
        }

        var regions = new List<VhdxRegion>();
        for (var index = 0; index < count; index++)
        {
            var entry = source[(HeaderSize + (index * EntrySize))..];
            regions.Add(new VhdxRegion(
                new Guid(entry[..16]), BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]), BinaryPrimitives.ReadUInt32LittleEndian(entry[24..]),
                (BinaryPrimitives.ReadUInt32LittleEndian(entry[28..]) & 1) != 0));
        }

        return new VhdxRegionTable(regions);
    }

    public byte[] Write()
    {
        var table = new byte[Size];
        "regi"u8.CopyTo(table);
        BinaryPrimitives.WriteInt32LittleEndian(table.AsSpan(8), Regions.Count);
        for (var index = 0; index < Regions.Count; index++)
        {
            var entry = table.AsSpan(HeaderSize + (index * EntrySize));
            Regions[index].Id.TryWriteBytes(entry);
            BinaryPrimitives.WriteUInt64LittleEndian(entry[16..], Regions[index].Offset);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[24..], Regions[index].Length);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[28..], Regions[index].IsRequired ? 1U : 0);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(4), VhdxChecksum.Compute(table));
        return table;
    }
}
