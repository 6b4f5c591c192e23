using System.Buffers;
using System.Globalization;

namespace TalosBoot.Factory.Configuration;

/// <summary>Durations as Go writes them, such as <c>1h30m</c> or <c>15m</c>. A number without a unit counts nanoseconds.</summary>
internal static class GoDuration
{
    static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    // The longer units first, so that ms is not read as m.
    static readonly (string Unit, decimal Ticks)[] Units =
    [
        ("ns", 0.01m), ("us", 10), ("µs", 10), ("μs", 10), ("ms", TimeSpan.TicksPerMillisecond),
        ("s", TimeSpan.TicksPerSecond), ("m", TimeSpan.TicksPerMinute), ("h", TimeSpan.TicksPerHour),
    ];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var rest = text.AsSpan();
        var isNegative = rest is ['-', ..];
        rest = rest is ['-' or '+', ..] ? rest[1..] : rest;
        if (decimal.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var nanoseconds))
        {
            return TryTicks((isNegative ? -nanoseconds : nanoseconds) / 100, out duration);
        }

        decimal ticks = 0;
        if (rest.IsEmpty)
        {
            return false;
        }

        while (!rest.IsEmpty)
        {
            var length = rest.IndexOfAnyExcept(Digits);
            if (length <= 0 || !decimal.TryParse(rest[..length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            rest = rest[length..];
            var index = FindUnit(rest);
            if (index < 0 || number > 1_000_000_000)
            {
                return false;
            }

            ticks += number * Units[index].Ticks;
            rest = rest[Units[index].Unit.Length..];
        }

        return TryTicks(isNegative ? -ticks : ticks, out duration);
    }

    static int FindUnit(ReadOnlySpan<char> text)
    {
        for (var index = 0; index < Units.Length; index++)
        {
            if (text.StartsWith(Units[index].Unit, StringComparison.Ordinal))
            {
                return index;
            }
        }

        return -1;
    }

    static bool TryTicks(decimal ticks, out TimeSpan duration)
    {
        var isInRange = Math.Abs(ticks) < long.MaxValue;
        duration = isInRange ? TimeSpan.FromTicks((long)ticks) : default;
        return isInRange;
    }
}
