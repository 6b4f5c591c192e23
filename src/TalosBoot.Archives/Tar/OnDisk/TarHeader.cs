using TalosBoot.Archives.Trees;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Archives.Tar.OnDisk;

/// <summary>
/// The header block of a member (POSIX.1-2017 pax, "ustar Interchange Format"; docs/formats/oci.md). Names are kept with bytes that are not UTF-8 as
/// <see cref="FileNames"/> has them. Owner names are neither read nor written.
/// </summary>
internal readonly record struct TarHeader : IOnDiskStructure<TarHeader>
{
    public const int NameLength = 100;
    public const int PrefixLength = 155;
    public const int IdLength = 8;
    public const int SizeLength = 12;
    const int ChecksumOffset = 148;
    const int MagicOffset = 257;

    public static int Size => 512;

    public TarHeaderFormat Format { get; init; }

    public string Name { get; init; }

    public string Prefix { get; init; }

    public long Mode { get; init; }

    public long UserId { get; init; }

    public long GroupId { get; init; }

    public long FileSize { get; init; }

    public long ModifiedAt { get; init; }

    public byte Type { get; init; }

    public string LinkName { get; init; }

    /// <summary>The major device number; null for a field of NULs, as in the extended headers of Go.</summary>
    public long? DeviceMajor { get; init; }

    /// <summary>The minor device number; null for a field of NULs.</summary>
    public long? DeviceMinor { get; init; }

    public static TarHeader Read(ReadOnlySpan<byte> source) => Read(source, 0);

    /// <summary>Reads the header that stands at a byte offset, which messages name.</summary>
    public static TarHeader Read(ReadOnlySpan<byte> source, long offset)
    {
        CheckSum(source[..Size], offset);
        var format = FormatOf(source);
        return new TarHeader
        {
            Format = format,
            Name = Text(source[..NameLength]),
            Mode = TarNumber.Read(source.Slice(100, IdLength), offset + 100),
            UserId = TarNumber.Read(source.Slice(108, IdLength), offset + 108),
            GroupId = TarNumber.Read(source.Slice(116, IdLength), offset + 116),
            FileSize = TarNumber.Read(source.Slice(124, SizeLength), offset + 124),
            ModifiedAt = TarNumber.Read(source.Slice(136, SizeLength), offset + 136),
            Type = source[156],
            LinkName = Text(source.Slice(157, NameLength)),
            DeviceMajor = format == TarHeaderFormat.V7 ? 0 : TarNumber.Read(source.Slice(329, IdLength), offset + 329),
            DeviceMinor = format == TarHeaderFormat.V7 ? 0 : TarNumber.Read(source.Slice(337, IdLength), offset + 337),
            Prefix = format switch
            {
                TarHeaderFormat.Ustar => Text(source.Slice(345, PrefixLength)),
                TarHeaderFormat.Star => Text(source.Slice(345, 131)),
                _ => string.Empty,
            },
        };
    }

    /// <summary>Writes a USTAR header.</summary>
    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        WriteText(destination[..NameLength], Name);
        TarNumber.WriteOctal(destination.Slice(100, IdLength), Mode);
        TarNumber.WriteOctal(destination.Slice(108, IdLength), UserId);
        TarNumber.WriteOctal(destination.Slice(116, IdLength), GroupId);
        TarNumber.WriteOctal(destination.Slice(124, SizeLength), FileSize);
        TarNumber.WriteOctal(destination.Slice(136, SizeLength), ModifiedAt);
        destination[156] = Type;
        WriteText(destination.Slice(157, NameLength), LinkName);
        "ustar\000"u8.CopyTo(destination[MagicOffset..]);
        WriteDevice(destination.Slice(329, IdLength), DeviceMajor);
        WriteDevice(destination.Slice(337, IdLength), DeviceMinor);
        WriteText(destination.Slice(345, PrefixLength), Prefix);
        WriteChecksum(destination);
    }

    /// <summary>Writes the sum of a block's bytes into it: six digits, a NUL and a space, counted as eight spaces.</summary>
    public static void WriteChecksum(Span<byte> block)
    {
        block.Slice(ChecksumOffset, 8).Fill((byte)' ');
        TarNumber.WriteOctal(block.Slice(ChecksumOffset, 7), Sum(block[..Size]).Unsigned);
    }

    static void CheckSum(ReadOnlySpan<byte> block, long offset)
    {
        var (unsigned, signed) = Sum(block);
        var isRecorded = TryReadRecordedSum(block, out var recorded);
        if (!isRecorded || (recorded != unsigned && recorded != signed))
        {
            throw offset == 0
                ? new ImageFormatException(
                    DiagnosticIds.NotAnArchive, TarReader.FormatName, offset, "there is no header. Check that the input is a tar archive, and not compressed.")
                : new ImageFormatException(
                    DiagnosticIds.ArchiveFieldInvalid, TarReader.FormatName, offset, "the sum of a header's bytes is not the recorded one. The archive is damaged.");
        }
    }

    static bool TryReadRecordedSum(ReadOnlySpan<byte> block, out long sum)
    {
        sum = 0;
        foreach (var digit in block.Slice(ChecksumOffset, 8).Trim(" \0"u8))
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return false;
            }

            sum = (sum << 3) | (uint)(digit - '0');
        }

        return true;
    }

    /// <summary>Both sums that are in use, with the checksum field as spaces.</summary>
    static (long Unsigned, long Signed) Sum(ReadOnlySpan<byte> block)
    {
        var unsigned = 0L;
        var signed = 0L;
        for (var index = 0; index < block.Length; index++)
        {
            var value = index is >= ChecksumOffset and < ChecksumOffset + 8 ? (byte)' ' : block[index];
            unsigned += value;
            signed += (sbyte)value;
        }

        return (unsigned, signed);
    }

    static TarHeaderFormat FormatOf(ReadOnlySpan<byte> block) =>
        block.Slice(MagicOffset, 6).SequenceEqual("ustar\0"u8)
            ? block.Slice(508, 4).SequenceEqual("tar\0"u8) ? TarHeaderFormat.Star : TarHeaderFormat.Ustar
            : block.Slice(MagicOffset, 8).SequenceEqual("ustar  \0"u8) ? TarHeaderFormat.Gnu : TarHeaderFormat.V7;

    static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return FileNames.Decode(end < 0 ? field : field[..end]);
    }

    static void WriteDevice(Span<byte> field, long? number)
    {
        if (number is { } value)
        {
            TarNumber.WriteOctal(field, value);
        }
    }

    static void WriteText(Span<byte> field, string? text)
    {
        var bytes = FileNames.Encode(text ?? string.Empty);
        bytes.AsSpan(0, Math.Min(bytes.Length, field.Length)).CopyTo(field);
        if (bytes.Length > field.Length && field[^1] == (byte)'/')
        {
            // A name that is cut behind a slash would look like a directory to some readers (Go src/archive/tar/strconv.go, formatString).
            field[field[..^1].TrimEnd((byte)'/').Length] = 0;
        }
    }
}
