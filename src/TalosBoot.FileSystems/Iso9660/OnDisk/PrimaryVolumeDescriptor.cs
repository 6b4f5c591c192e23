using System.Buffers.Binary;
using System.Text;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.FileSystems.Iso9660.OnDisk;

/// <summary>
/// The primary volume descriptor (ECMA-119 8.4). Fields that are always the same are written, and those that matter are checked.
/// </summary>
/// <param name="SystemId">Up to 32 characters.</param>
/// <param name="VolumeId">Up to 32 characters.</param>
/// <param name="BlockCount">The blocks of the volume.</param>
/// <param name="PathTableLength">The bytes of a path table.</param>
/// <param name="LittleEndianPathTable">The block of the L path table.</param>
/// <param name="BigEndianPathTable">The block of the M path table.</param>
/// <param name="Root">The record of the root directory.</param>
/// <param name="VolumeSetId">Up to 128 characters.</param>
/// <param name="PublisherId">Up to 128 characters.</param>
/// <param name="PreparerId">Up to 128 characters.</param>
/// <param name="ApplicationId">Up to 128 characters.</param>
/// <param name="CreatedAt">When the volume was made.</param>
/// <param name="ModifiedAt">When the volume was changed.</param>
internal readonly record struct PrimaryVolumeDescriptor(
    string SystemId,
    string VolumeId,
    uint BlockCount,
    uint PathTableLength,
    uint LittleEndianPathTable,
    uint BigEndianPathTable,
    DirectoryRecord Root,
    string VolumeSetId,
    string PublisherId,
    string PreparerId,
    string ApplicationId,
    DescriptorDate CreatedAt,
    DescriptorDate ModifiedAt) : IOnDiskStructure<PrimaryVolumeDescriptor>
{
    public const int VolumeIdLength = 32;
    public const int LongIdLength = 128;
    public const int RootRecordLength = 34;

    public static int Size => IsoFormat.BlockSize;

    public static PrimaryVolumeDescriptor Read(ReadOnlySpan<byte> source)
    {
        source = source[..Size];
        if (!VolumeDescriptors.Is(source, VolumeDescriptors.Primary))
        {
            throw IsoFormat.Error(DiagnosticIds.IsoDescriptorDamaged, 0, "this is no primary volume descriptor. The volume is damaged.");
        }

        Require(source, 120, 1, "volumes in the set");
        Require(source, 128, IsoFormat.BlockSize, "bytes in a block");
        return new PrimaryVolumeDescriptor(
            Text(source.Slice(8, 32)),
            Text(source.Slice(40, VolumeIdLength)),
            BothEndian.Read32(source, 80, DiagnosticIds.IsoDescriptorDamaged),
            BothEndian.Read32(source, 132, DiagnosticIds.IsoDescriptorDamaged),
            BinaryPrimitives.ReadUInt32LittleEndian(source[140..]),
            BinaryPrimitives.ReadUInt32BigEndian(source[148..]),
            OnDiskStructure.Read<DirectoryRecord>(source[156..], 156),
            Text(source.Slice(190, LongIdLength)),
            Text(source.Slice(318, LongIdLength)),
            Text(source.Slice(446, LongIdLength)),
            Text(source.Slice(574, LongIdLength)),
            DescriptorDate.Read(source[813..]),
            DescriptorDate.Read(source[830..]));
    }

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        VolumeDescriptors.WriteHeader(destination, VolumeDescriptors.Primary);
        WriteText(destination.Slice(8, 32), SystemId);
        WriteText(destination.Slice(40, VolumeIdLength), VolumeId);
        BothEndian.Write32(destination[80..], BlockCount);
        BothEndian.Write16(destination[120..], 1);
        BothEndian.Write16(destination[124..], 1);
        BothEndian.Write16(destination[128..], IsoFormat.BlockSize);
        BothEndian.Write32(destination[132..], PathTableLength);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[140..], LittleEndianPathTable);
        BinaryPrimitives.WriteUInt32BigEndian(destination[148..], BigEndianPathTable);
        Root.Write(destination[156..]);
        WriteText(destination.Slice(190, LongIdLength), VolumeSetId);
        WriteText(destination.Slice(318, LongIdLength), PublisherId);
        WriteText(destination.Slice(446, LongIdLength), PreparerId);
        WriteText(destination.Slice(574, LongIdLength), ApplicationId);
        destination[702..813].Fill((byte)' ');
        CreatedAt.Write(destination[813..]);
        ModifiedAt.Write(destination[830..]);
        DescriptorDate.None.Write(destination[847..]);
        DescriptorDate.None.Write(destination[864..]);
        destination[881] = 1;
        destination[883..1395].Fill((byte)' ');
    }

    static void Require(ReadOnlySpan<byte> source, int offset, ushort expected, string what)
    {
        var value = BothEndian.Read16(source, offset, DiagnosticIds.IsoDescriptorDamaged);
        if (value != expected)
        {
            throw IsoFormat.Error(
                DiagnosticIds.IsoFeatureUnsupported, offset,
                $"it says {value} {what}; only {expected} is read. Make the image anew with an ordinary tool.");
        }
    }

    static string Text(ReadOnlySpan<byte> field) => Encoding.Latin1.GetString(field.TrimEnd((byte)' '));

    static void WriteText(Span<byte> field, string text)
    {
        field.Fill((byte)' ');
        Encoding.Latin1.GetBytes(text, field);
    }
}
