using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Archives.Tar.OnDisk;

/// <summary>Numbers in headers of tar: octal digits between spaces and NULs, or, with the top bit set, a big-endian number (GNU tar, "base-256").</summary>
internal static class TarNumber
{
    /// <summary>Whether a value can be written as octal digits with a NUL behind them.</summary>
    public static bool FitsOctal(long value, int fieldLength)
    {
        var bits = (fieldLength - 1) * 3;
        return value >= 0 && (bits >= 63 || value < 1L << bits);
    }

    /// <summary>Writes octal digits and a NUL; a value that does not fit is written as 0, and stands in a PAX record.</summary>
    public static void WriteOctal(Span<byte> field, long value)
    {
        var digits = Convert.ToString(FitsOctal(value, field.Length) ? value : 0, 8);
        field.Clear();
        field[..^1].Fill((byte)'0');
        Encoding.ASCII.GetBytes(digits, field[(field.Length - 1 - digits.Length)..]);
    }

    public static long Read(ReadOnlySpan<byte> field, long offset)
    {
        if ((field[0] & 0x80) != 0)
        {
            return ReadBinary(field, offset);
        }

        var digits = field.Trim(" \0"u8);
        var end = digits.IndexOfAny((byte)0, (byte)' ');
        digits = end < 0 ? digits : digits[..end];
        var value = 0L;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7' || value >> 60 != 0)
            {
                throw Invalid(field, offset);
            }

            value = (value << 3) | (uint)(digit - '0');
        }

        return value;
    }

    static long ReadBinary(ReadOnlySpan<byte> field, long offset)
    {
        // Bit 6 is the sign; the bytes in front of the last eight must repeat it.
        var isNegative = (field[0] & 0x40) != 0;
        var fill = isNegative ? (byte)0xFF : (byte)0;
        Span<byte> bytes = stackalloc byte[8];
        bytes.Fill(fill);
        var digits = field.Length > 8 ? field[^8..] : field;
        digits.CopyTo(bytes[^digits.Length..]);
        if (field.Length <= 8)
        {
            bytes[^field.Length] = isNegative ? field[0] : (byte)(field[0] & 0x7F);
        }
        else if (field[1..^8].ContainsAnyExcept(fill) || (field[0] | 0x80) != (isNegative ? 0xFF : 0x80) || (bytes[0] & 0x80) != (fill & 0x80))
        {
            throw Invalid(field, offset);
        }

        return BinaryPrimitives.ReadInt64BigEndian(bytes);
    }

    static ImageFormatException Invalid(ReadOnlySpan<byte> field, long offset) => new(
        DiagnosticIds.ArchiveFieldInvalid, TarReader.FormatName, offset,
        string.Create(CultureInfo.InvariantCulture, $"a field of {field.Length} bytes, {Convert.ToHexString(field)}, is no number. The archive is damaged."));
}
