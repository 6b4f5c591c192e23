using System.Buffers.Binary;
using System.Text;
using TalosBoot.Core.Binary;

namespace TalosBoot.FileSystems.Fat.OnDisk;

/// <summary>
/// The extended part of the boot sector: at byte 36 for FAT12 and FAT16, at byte 64 for FAT32 (Microsoft FAT specification 1.03).
/// </summary>
/// <param name="DriveNumber">The BIOS drive: 80 hexadecimal for a fixed disk.</param>
/// <param name="Reserved">0; some systems keep a "dirty" flag here.</param>
/// <param name="ExtendedSignature">29 hexadecimal: the three fields behind it are there.</param>
/// <param name="SerialNumber">The volume's serial number.</param>
/// <param name="Label">The label, eleven characters, a byte each.</param>
/// <param name="TypeText">The type as text, eight characters, a byte each. Nobody may rely on it.</param>
internal readonly record struct FatVolumeIdentity(
    byte DriveNumber, byte Reserved, byte ExtendedSignature, uint SerialNumber, string Label, string TypeText)
    : IOnDiskStructure<FatVolumeIdentity>
{
    /// <summary>The value of <see cref="ExtendedSignature"/>.</summary>
    public const byte Extended = 0x29;

    /// <summary>The label of a volume that has none.</summary>
    public const string NoName = "NO NAME";

    /// <summary>Where it lies in the boot sector of FAT12 and FAT16.</summary>
    public const int Offset = 36;

    /// <summary>Where it lies in the boot sector of FAT32.</summary>
    public const int OffsetForFat32 = 64;

    public static int Size => 26;

    public static FatVolumeIdentity Read(ReadOnlySpan<byte> source)
    {
        source = source[..Size];
        return new FatVolumeIdentity(
            source[0],
            source[1],
            source[2],
            BinaryPrimitives.ReadUInt32LittleEndian(source[3..]),
            Encoding.Latin1.GetString(source[7..18]),
            Encoding.Latin1.GetString(source[18..26]));
    }

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        destination[0] = DriveNumber;
        destination[1] = Reserved;
        destination[2] = ExtendedSignature;
        BinaryPrimitives.WriteUInt32LittleEndian(destination[3..], SerialNumber);
        Encoding.Latin1.GetBytes(Label, destination[7..18]);
        Encoding.Latin1.GetBytes(TypeText, destination[18..26]);
    }
}
