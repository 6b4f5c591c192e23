using TalosBoot.Core.Binary;

namespace TalosBoot.FileSystems.Iso9660.OnDisk;

/// <summary>A date in a directory record, or in a TF field (ECMA-119 9.1.5).</summary>
/// <param name="Year">Years since 1900.</param>
/// <param name="Month">1 to 12.</param>
/// <param name="Day">1 to 31.</param>
/// <param name="Hour">0 to 23.</param>
/// <param name="Minute">0 to 59.</param>
/// <param name="Second">0 to 59.</param>
/// <param name="Zone">The offset from UTC in quarters of an hour.</param>
internal readonly record struct RecordDate(byte Year, byte Month, byte Day, byte Hour, byte Minute, byte Second, sbyte Zone)
    : IOnDiskStructure<RecordDate>
{
    static readonly long Earliest = new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
    static readonly long Latest = new DateTimeOffset(2155, 12, 31, 23, 59, 59, TimeSpan.Zero).ToUnixTimeSeconds();

    public static int Size => 7;

    /// <summary>The date in UTC. Times that the field cannot hold become the nearest one that it can.</summary>
    public static RecordDate FromUnixSeconds(long seconds)
    {
        var date = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, Earliest, Latest));
        return new RecordDate(
            (byte)(date.Year - 1900), (byte)date.Month, (byte)date.Day, (byte)date.Hour, (byte)date.Minute, (byte)date.Second, 0);
    }

    /// <summary>The moment; 0 when the fields are no date, which is how a date that was not recorded looks.</summary>
    public long ToUnixSeconds()
    {
        var year = 1900 + Year;
        return Month is >= 1 and <= 12 && Day >= 1 && Day <= DateTime.DaysInMonth(year, Month) && Hour < 24 && Minute < 60 && Second < 60
            ? new DateTimeOffset(year, Month, Day, Hour, Minute, Second, TimeSpan.Zero).ToUnixTimeSeconds() - (Zone * 15 * 60)
            : 0;
    }

    public static RecordDate Read(ReadOnlySpan<byte> source) =>
        new(source[0], source[1], source[2], source[3], source[4], source[5], (sbyte)source[6]);

    public void Write(Span<byte> destination)
    {
        destination[0] = Year;
        destination[1] = Month;
        destination[2] = Day;
        destination[3] = Hour;
        destination[4] = Minute;
        destination[5] = Second;
        destination[6] = (byte)Zone;
    }
}
