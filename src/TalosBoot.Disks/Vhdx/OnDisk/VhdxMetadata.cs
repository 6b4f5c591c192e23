using System.Buffers.Binary;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Disks.Vhdx.OnDisk;

/// <summary>What the metadata region says of the disk ([MS-VHDX] 2.6).</summary>
internal sealed record VhdxMetadata
{
    const int TableHeaderSize = 32;
    const int EntrySize = 32;
    const int MaximumCount = 2047;
    const uint HasParentFlag = 2;
    const uint RequiredFlag = 4;
    const uint VirtualDiskFlag = 2;

    public required uint BlockSize { get; init; }

    /// <summary>Whether the disk holds differences to another one.</summary>
    public bool HasParent { get; init; }

    public required ulong DiskLength { get; init; }

    public Guid DiskId { get; init; }

    public required uint SectorSize { get; init; }

    public uint PhysicalSectorSize { get; init; } = 4096;

    /// <summary>Reads the region.</summary>
    /// <param name="source">The whole region.</param>
    public static VhdxMetadata Read(ReadOnlySpan<byte> source)
    {
        var table = new SpanReader(source, "VHDX");
        var hasSignature = table.Bytes(8).SequenceEqual("metadata"u8);
        table.Skip(2);
        int count = table.U16Le();
        Require(hasSignature && count <= MaximumCount, 0, "there is no metadata table.");
        table.Skip(20);
        var items = new Dictionary<Guid, (uint Offset, uint Length)>();
        for (var index = 0; index < count; index++)
        {
            var id = new Guid(table.Bytes(16));
            var (offset, length, flags) = (table.U32Le(), table.U32Le(), table.U32Le());
            table.Skip(4);
            var isKnown = id == VhdxFormat.FileParametersItem || id == VhdxFormat.DiskSizeItem || id == VhdxFormat.DiskIdItem
                || id == VhdxFormat.LogicalSectorSizeItem || id == VhdxFormat.PhysicalSectorSizeItem;
            Require(items.TryAdd(id, (offset, length)), table.Position, "an item is there twice.");
            if (!isKnown && (flags & RequiredFlag) != 0 && id != ParentLocatorItem)
            {
                throw new ImageFormatException(
                    DiagnosticIds.DiskImageFeatureUnsupported, "VHDX", table.Position, $"the image requires the unknown item {id}. Convert it to another format.");
            }
        }

        var parameters = Item(source, items, VhdxFormat.FileParametersItem, 8);
        return new VhdxMetadata
        {
            BlockSize = BinaryPrimitives.ReadUInt32LittleEndian(parameters),
            HasParent = (BinaryPrimitives.ReadUInt32LittleEndian(parameters[4..]) & HasParentFlag) != 0,
            DiskLength = BinaryPrimitives.ReadUInt64LittleEndian(Item(source, items, VhdxFormat.DiskSizeItem, 8)),
            DiskId = new Guid(Item(source, items, VhdxFormat.DiskIdItem, 16)),
            SectorSize = BinaryPrimitives.ReadUInt32LittleEndian(Item(source, items, VhdxFormat.LogicalSectorSizeItem, 4)),
            PhysicalSectorSize = BinaryPrimitives.ReadUInt32LittleEndian(Item(source, items, VhdxFormat.PhysicalSectorSizeItem, 4)),
        };
    }

    static readonly Guid ParentLocatorItem = new("A8D35F2D-B30B-454D-ABF7-D3D84834AB0C");

    /// <summary>Writes the region up to its last item.</summary>
    public byte[] Write()
    {
        var region = new byte[VhdxFormat.MetadataItemsOffset + 64];
        "metadata"u8.CopyTo(region);
        var items = new (Guid Id, byte[] Value, uint Flags)[]
        {
            (VhdxFormat.FileParametersItem, [.. U32(BlockSize), .. U32(HasParent ? HasParentFlag : 0)], RequiredFlag),
            (VhdxFormat.DiskSizeItem, U64(DiskLength), RequiredFlag | VirtualDiskFlag),
            (VhdxFormat.DiskIdItem, DiskId.ToByteArray(), RequiredFlag | VirtualDiskFlag),
            (VhdxFormat.LogicalSectorSizeItem, U32(SectorSize), RequiredFlag | VirtualDiskFlag),
            (VhdxFormat.PhysicalSectorSizeItem, U32(PhysicalSectorSize), RequiredFlag | VirtualDiskFlag),
        };
        BinaryPrimitives.WriteUInt16LittleEndian(region.AsSpan(10), (ushort)items.Length);
        var offset = VhdxFormat.MetadataItemsOffset;
        for (var index = 0; index < items.Length; index++)
        {
            var entry = region.AsSpan(TableHeaderSize + (index * EntrySize));
            items[index].Id.TryWriteBytes(entry);
            BinaryPrimitives.WriteInt32LittleEndian(entry[16..], offset);
            BinaryPrimitives.WriteInt32LittleEndian(entry[20..], items[index].Value.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[24..], items[index].Flags);
            items[index].Value.CopyTo(region, offset);
            offset += items[index].Value.Length;
        }

        return region;
    }

    static ReadOnlySpan<byte> Item(ReadOnlySpan<byte> region, Dictionary<Guid, (uint Offset, uint Length)> items, Guid id, int length)
    {
        Require(
            items.TryGetValue(id, out var item) && item.Length >= length && item.Offset <= region.Length - length, 0,
            $"the item {id} is missing, too short, or beyond the end.");
        return region.Slice((int)item.Offset, length);
    }

    static void Require(bool condition, long offset, string message) => new Blocks.DiskImageFailure("VHDX").Require(condition, offset, message);

    static byte[] U32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    static byte[] U64(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }
}
