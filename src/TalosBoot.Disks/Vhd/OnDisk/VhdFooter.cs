using System.Buffers.Binary;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Disks.Vhd.OnDisk;

/// <summary>The footer of a VHD (Virtual Hard Disk Image Format Specification, "Hard Disk Footer Format"; docs/formats/disk.md). Dynamic ones have a copy in front.</summary>
/// <param name="DataOffset">Where the dynamic header is; all ones for a fixed disk.</param>
/// <param name="Timestamp">Seconds since 2000-01-01T00:00:00Z.</param>
/// <param name="CreatorApplication">Four characters. QEMU trusts the size instead of the geometry where they are <c>qem2</c>.</param>
/// <param name="DiskLength">The bytes of the disk.</param>
/// <param name="Geometry">Cylinders, heads, sectors.</param>
/// <param name="Type">2 fixed, 3 dynamic, 4 differencing.</param>
/// <param name="Id">The identifier, in the order of its text.</param>
internal readonly record struct VhdFooter(
    ulong DataOffset, uint Timestamp, uint CreatorApplication, ulong DiskLength, VhdGeometry Geometry, uint Type, Guid Id) : IOnDiskStructure<VhdFooter>
{
    public const uint FixedType = 2;
    public const uint DynamicType = 3;

    /// <summary>1970 to 2000.</summary>
    public const long TimestampEpoch = 946_684_800;

    /// <summary><c>qem2</c></summary>
    public const uint SizeCountsCreator = 0x7165_6D32;

    /// <summary><c>qemu</c></summary>
    public const uint GeometryCountsCreator = 0x7165_6D75;

    const int ChecksumOffset = 64;

    public static int Size => 512;

    public static VhdFooter Read(ReadOnlySpan<byte> source)
    {
        if (!source.StartsWith("conectix"u8))
        {
            throw new ImageFormatException(DiagnosticIds.DiskImageDamaged, "VHD", 0, "there is no footer. The image is in another format, or cut short.");
        }

        if (BinaryPrimitives.ReadUInt32BigEndian(source[ChecksumOffset..]) != Checksum(source[..Size], ChecksumOffset))
        {
            throw new ImageFormatException(DiagnosticIds.DiskImageDamaged, "VHD", ChecksumOffset, "the checksum of the footer is wrong. The image is damaged.");
        }

        return new VhdFooter(
            BinaryPrimitives.ReadUInt64BigEndian(source[16..]), BinaryPrimitives.ReadUInt32BigEndian(source[24..]),
            BinaryPrimitives.ReadUInt32BigEndian(source[28..]), BinaryPrimitives.ReadUInt64BigEndian(source[48..]),
            new VhdGeometry(BinaryPrimitives.ReadUInt16BigEndian(source[56..]), source[58], source[59]),
            BinaryPrimitives.ReadUInt32BigEndian(source[60..]), new Guid(source.Slice(68, 16), bigEndian: true));
    }

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        "conectix"u8.CopyTo(destination);
        BinaryPrimitives.WriteUInt32BigEndian(destination[8..], 2);
        BinaryPrimitives.WriteUInt32BigEndian(destination[12..], 0x0001_0000);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], DataOffset);
        BinaryPrimitives.WriteUInt32BigEndian(destination[24..], Timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(destination[28..], CreatorApplication);
        BinaryPrimitives.WriteUInt32BigEndian(destination[32..], 0x0005_0003);
        "Wi2k"u8.CopyTo(destination[36..]);
        BinaryPrimitives.WriteUInt64BigEndian(destination[40..], DiskLength);
        BinaryPrimitives.WriteUInt64BigEndian(destination[48..], DiskLength);
        BinaryPrimitives.WriteUInt16BigEndian(destination[56..], (ushort)Geometry.Cylinders);
        destination[58] = (byte)Geometry.Heads;
        destination[59] = (byte)Geometry.SectorsPerTrack;
        BinaryPrimitives.WriteUInt32BigEndian(destination[60..], Type);
        Id.TryWriteBytes(destination[68..], bigEndian: true, out _);
        BinaryPrimitives.WriteUInt32BigEndian(destination[ChecksumOffset..], Checksum(destination, ChecksumOffset));
    }

    /// <summary>The complement of the sum of all bytes but those of the checksum.</summary>
    internal static uint Checksum(ReadOnlySpan<byte> bytes, int checksumOffset)
    {
        var sum = 0U;
        for (var index = 0; index < bytes.Length; index++)
        {
            sum += index >= checksumOffset && index < checksumOffset + sizeof(uint) ? 0U : bytes[index];
        }

        return ~sum;
    }
}
