using TalosBoot.Core.Determinism;

namespace TalosBoot.FileSystems.Fat;

/// <summary>A moment as FAT keeps it: in UTC, with a resolution of two seconds.</summary>
/// <param name="Date">Years since 1980, month and day in 7, 4 and 5 bits.</param>
/// <param name="Time">Hour, minute and half second in 5, 6 and 5 bits.</param>
internal readonly record struct FatTime(ushort Date, ushort Time)
{
    const int FirstYear = 1980;

    static readonly long First = new DateTimeOffset(FirstYear, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    static readonly long Last = new DateTimeOffset(FirstYear + 127, 12, 31, 23, 59, 58, TimeSpan.Zero).ToUnixTimeSeconds();

    public static FatTime From(BuildClock clock) => From(clock.UnixSeconds);

    public static FatTime From(long unixSeconds)
    {
        var moment = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(unixSeconds, First, Last));
        return new FatTime(
            (ushort)(((moment.Year - FirstYear) << 9) | (moment.Month << 5) | moment.Day),
            (ushort)((moment.Hour << 11) | (moment.Minute << 5) | (moment.Second / 2)));
    }

    /// <summary>Seconds since 1970; 0 for what is no date.</summary>
    public long ToUnixSeconds()
    {
        var (year, month, day) = (FirstYear + (Date >> 9), (Date >> 5) & 15, Date & 31);
        var (hour, minute, second) = (Time >> 11, (Time >> 5) & 63, (Time & 31) * 2);
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) && hour < 24 && minute < 60 && second < 60
            ? new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero).ToUnixTimeSeconds()
            : 0;
    }
}
