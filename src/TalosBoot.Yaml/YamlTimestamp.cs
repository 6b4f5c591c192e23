using System.Globalization;

namespace TalosBoot.Yaml;

/// <summary>A moment as YAML writes it: a local date and time with its zone. It is kept as written, never converted.</summary>
/// <remarks>Years run from 0 to 9999, which is more than <see cref="DateTimeOffset"/> holds; fractions go down to nanoseconds.</remarks>
public sealed record YamlTimestamp : YamlValue
{
    const int MaximumFractionDigits = 9;

    YamlTimestamp()
    {
    }

    /// <summary>Creates a timestamp from a moment.</summary>
    /// <param name="moment">The moment. Its offset is kept; parts of a minute of the offset do not exist.</param>
    public YamlTimestamp(DateTimeOffset moment)
    {
        (Year, Month, Day) = (moment.Year, moment.Month, moment.Day);
        (Hour, Minute, Second) = (moment.Hour, moment.Minute, moment.Second);
        Nanosecond = (int)(moment.Ticks % TimeSpan.TicksPerSecond) * 100;
        OffsetInMinutes = (int)moment.Offset.TotalMinutes;
    }

    /// <summary>The year, from 0 to 9999.</summary>
    public int Year { get; private init; }

    /// <summary>The month, from 1 to 12.</summary>
    public int Month { get; private init; }

    /// <summary>The day of the month, from 1.</summary>
    public int Day { get; private init; }

    /// <summary>The hour, from 0 to 23.</summary>
    public int Hour { get; private init; }

    /// <summary>The minute, from 0 to 59.</summary>
    public int Minute { get; private init; }

    /// <summary>The second, from 0 to 59.</summary>
    public int Second { get; private init; }

    /// <summary>The nanosecond within the second.</summary>
    public int Nanosecond { get; private init; }

    /// <summary>How far the zone is ahead of UTC, in minutes.</summary>
    public int OffsetInMinutes { get; private init; }

    /// <summary>The text in the form of RFC 3339, with a fraction without trailing zeros.</summary>
    public override string ToString()
    {
        var fraction = Nanosecond == 0
            ? string.Empty
            : "." + Nanosecond.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0');
        var offset = Math.Abs(OffsetInMinutes);
        var zone = OffsetInMinutes == 0
            ? "Z"
            : string.Create(CultureInfo.InvariantCulture, $"{(OffsetInMinutes < 0 ? '-' : '+')}{offset / 60:00}:{offset % 60:00}");
        return string.Create(
            CultureInfo.InvariantCulture, $"{Year:0000}-{Month:00}-{Day:00}T{Hour:00}:{Minute:00}:{Second:00}{fraction}{zone}");
    }

    /// <summary>
    /// Reads one of the three forms of docs/formats/schematic.md: a date, a date and time with a zone, or a date and time with a space and no zone.
    /// </summary>
    internal static YamlTimestamp? TryParse(ReadOnlySpan<char> text)
    {
        if (text.Length < 8 || text[4] != '-' || !TryDigits(text[..4], out var year))
        {
            return null;
        }

        var rest = text[5..];
        if (!TryPart(ref rest, 1, 12, out var month) || !TryLiteral(ref rest, '-')
            || !TryPart(ref rest, 1, DaysIn(year, month), out var day))
        {
            return null;
        }

        var date = new YamlTimestamp { Year = year, Month = month, Day = day };
        if (rest.IsEmpty)
        {
            return date;
        }

        var hasZone = rest[0] is 'T' or 't';
        if (!hasZone && rest[0] != ' ')
        {
            return null;
        }

        rest = hasZone ? rest[1..] : rest.TrimStart(' ');
        if (!TryPart(ref rest, 0, 23, out var hour) || !TryLiteral(ref rest, ':')
            || !TryPart(ref rest, 0, 59, out var minute) || !TryLiteral(ref rest, ':')
            || !TryPart(ref rest, 0, 59, out var second) || !TryFraction(ref rest, out var nanosecond))
        {
            return null;
        }

        var offset = 0;
        return (hasZone ? TryZone(rest, out offset) : rest.IsEmpty)
            ? date with { Hour = hour, Minute = minute, Second = second, Nanosecond = nanosecond, OffsetInMinutes = offset }
            : null;
    }

    // Year 0 is a leap year, and is not one of DateTime's.
    static int DaysIn(int year, int month) => DateTime.DaysInMonth(year == 0 ? 2000 : year, month);

    static bool TryDigits(ReadOnlySpan<char> text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    /// <summary>One or two digits, within bounds.</summary>
    static bool TryPart(ref ReadOnlySpan<char> text, int minimum, int maximum, out int value)
    {
        var length = text.Length > 1 && char.IsAsciiDigit(text[1]) ? 2 : Math.Min(1, text.Length);
        if (!TryDigits(text[..length], out value) || value < minimum || value > maximum)
        {
            return false;
        }

        text = text[length..];
        return true;
    }

    static bool TryLiteral(ref ReadOnlySpan<char> text, char expected)
    {
        if (text.IsEmpty || text[0] != expected)
        {
            return false;
        }

        text = text[1..];
        return true;
    }

    static bool TryFraction(ref ReadOnlySpan<char> text, out int nanosecond)
    {
        nanosecond = 0;
        if (text.IsEmpty || text[0] is not ('.' or ','))
        {
            return true;
        }

        var end = text[1..].IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? text[1..] : text.Slice(1, end);
        if (digits.Length is 0 or > MaximumFractionDigits)
        {
            return false;
        }

        TryDigits(digits, out nanosecond);
        for (var missing = MaximumFractionDigits - digits.Length; missing > 0; missing--)
        {
            nanosecond *= 10;
        }

        text = text[(digits.Length + 1)..];
        return true;
    }

    static bool TryZone(ReadOnlySpan<char> text, out int offset)
    {
        offset = 0;
        if (text is "Z")
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':'
            || !TryDigits(text.Slice(1, 2), out var hours) || hours > 24 || !TryDigits(text.Slice(4, 2), out var minutes) || minutes > 60)
        {
            return false;
        }

        offset = ((hours * 60) + minutes) * (text[0] == '-' ? -1 : 1);
        return true;
    }
}
