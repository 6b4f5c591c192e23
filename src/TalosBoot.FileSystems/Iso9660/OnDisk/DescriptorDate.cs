using System.Globalization;
using System.Text;
using TalosBoot.Core.Binary;

namespace TalosBoot.FileSystems.Iso9660.OnDisk;

/// <summary>A date in a volume descriptor: sixteen digits <c>YYYYMMDDhhmmsscc</c> and a zone (ECMA-119 8.4.26.1).</summary>
/// <param name="Digits">The digits as text; all <c>0</c> for a date that is not given.</param>
/// <param name="Zone">The offset from UTC in quarters of an hour.</param>
internal readonly record struct DescriptorDate(string Digits, sbyte Zone) : IOnDiskStructure<DescriptorDate>
{
    public const int DigitCount = 16;

    public static int Size => 17;

    public static DescriptorDate None { get; } = new(new string('0', DigitCount), 0);

    public static DescriptorDate From(DateTimeOffset date) =>
        new(date.UtcDateTime.ToString("yyyyMMddHHmmss'00'", CultureInfo.InvariantCulture), 0);

    public static DescriptorDate Read(ReadOnlySpan<byte> source) =>
        new(Encoding.Latin1.GetString(source[..DigitCount]), (sbyte)source[DigitCount]);

    public void Write(Span<byte> destination)
    {
        Encoding.Latin1.GetBytes(Digits, destination[..DigitCount]);
        destination[DigitCount] = (byte)Zone;
    }
}
