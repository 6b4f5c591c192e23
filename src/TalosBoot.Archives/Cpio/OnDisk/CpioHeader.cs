using System.Buffers.Text;
using System.Globalization;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Archives.Cpio.OnDisk;

/// <summary>
/// The header of one cpio record, "newc" format: a magic number, and thirteen fields of eight hexadecimal digits each (docs/formats/initramfs.md;
/// Linux Documentation/driver-api/early-userspace/buffer-format.rst).
/// </summary>
internal readonly record struct CpioHeader : IOnDiskStructure<CpioHeader>
{
    const int MagicLength = 6;
    const int FieldLength = 8;

    public static int Size => 110;

    /// <summary>Whether the record carries the sum of its data bytes: the magic is 070702, and not 070701.</summary>
    public bool HasChecksum { get; init; }

    public uint Inode { get; init; }

    public uint Mode { get; init; }

    public uint UserId { get; init; }

    public uint GroupId { get; init; }

    public uint LinkCount { get; init; }

    public uint ModifiedAt { get; init; }

    public uint FileSize { get; init; }

    public uint DeviceMajor { get; init; }

    public uint DeviceMinor { get; init; }

    public uint SpecialMajor { get; init; }

    public uint SpecialMinor { get; init; }

    /// <summary>The bytes of the name, its final NUL included.</summary>
    public uint NameSize { get; init; }

    public uint Checksum { get; init; }

    public static bool HasMagic(ReadOnlySpan<byte> source) => source.StartsWith("070701"u8) || source.StartsWith("070702"u8);

    public static CpioHeader Read(ReadOnlySpan<byte> source) => Read(source, 0);

    /// <summary>Reads the header that stands at a byte offset, which messages name.</summary>
    public static CpioHeader Read(ReadOnlySpan<byte> source, long offset)
    {
        var reader = new SpanReader(source, CpioReader.FormatName, offset);
        var magic = reader.Bytes(MagicLength);
        return HasMagic(magic)
            ? new CpioHeader
            {
                HasChecksum = magic[^1] == (byte)'2',
                Inode = Field(ref reader),
                Mode = Field(ref reader),
                UserId = Field(ref reader),
                GroupId = Field(ref reader),
                LinkCount = Field(ref reader),
                ModifiedAt = Field(ref reader),
                FileSize = Field(ref reader),
                DeviceMajor = Field(ref reader),
                DeviceMinor = Field(ref reader),
                SpecialMajor = Field(ref reader),
                SpecialMinor = Field(ref reader),
                NameSize = Field(ref reader),
                Checksum = Field(ref reader),
            }
            : throw new ImageFormatException(
                DiagnosticIds.NotAnArchive, CpioReader.FormatName, offset,
                "there is no \"newc\" record, which starts with 070701 or 070702. Check that the input is a cpio archive, and not compressed.");
    }

    public void Write(Span<byte> destination)
    {
        var writer = new SpanWriter(destination[..Size], "cpio header");
        writer.Bytes(HasChecksum ? "070702"u8 : "070701"u8);
        foreach (var value in (ReadOnlySpan<uint>)
        [
            Inode, Mode, UserId, GroupId, LinkCount, ModifiedAt, FileSize, DeviceMajor, DeviceMinor, SpecialMajor, SpecialMinor, NameSize, Checksum,
        ])
        {
            value.TryFormat(writer.Next(FieldLength), out _, "X8", CultureInfo.InvariantCulture);
        }
    }

    static uint Field(ref SpanReader reader)
    {
        var offset = reader.AbsolutePosition;
        var digits = reader.Bytes(FieldLength);
        return Utf8Parser.TryParse(digits, out uint value, out var consumed, 'X') && consumed == FieldLength
            ? value
            : throw new ImageFormatException(
                DiagnosticIds.ArchiveFieldInvalid, CpioReader.FormatName, offset,
                $"a field should hold {FieldLength} hexadecimal digits and holds {Convert.ToHexString(digits)} (as bytes). The archive is damaged.");
    }
}
