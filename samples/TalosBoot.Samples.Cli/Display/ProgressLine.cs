using System.Globalization;
using TalosBoot.Core.Work;

namespace TalosBoot.Samples.Cli.Display;

/// <summary>What a line of progress says.</summary>
static class ProgressLine
{
    const long Thousand = 1000;
    const long Million = Thousand * Thousand;
    const long Milliard = Thousand * Million;

    /// <summary>A name that would be shorter is not worth the room of the bytes.</summary>
    const int LeastItem = 16;

    public static string NameOf(BuildStage stage) => stage switch
    {
        BuildStage.FileSystem => "file system",
        BuildStage.Uki => "UKI",
        _ => stage.ToString().ToLowerInvariant(),
    };

    public static string Size(long bytes) => bytes switch
    {
        < Million => string.Create(CultureInfo.InvariantCulture, $"{(bytes + Thousand - 1) / Thousand} kB"),
        < Milliard => string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / Million:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / Milliard:0.00} GB"),
    };

    /// <summary>
    /// The line, which leaves the last column free: percent and stage first, then the item, the bytes, the rate and the time that is left, as far as there
    /// is room.
    /// </summary>
    /// <param name="value">How far it is.</param>
    /// <param name="elapsed">How long the item has been worked on.</param>
    /// <param name="width">The columns there are.</param>
    public static string Create(BuildProgress value, TimeSpan elapsed, int width)
    {
        var percent = value.BytesTotal is > 0 and var total ? string.Create(CultureInfo.InvariantCulture, $"{value.BytesDone * 100 / total,3}% ") : string.Empty;
        var head = $"{percent}{NameOf(value.Stage)}";
        if (value.BytesTotal is null && value.BytesDone == 0 && value.Item == NameOf(value.Stage))
        {
            return head[..Math.Min(head.Length, Math.Max(0, width - 1))];
        }

        var item = string.Concat(value.Item.Select(character => char.IsControl(character) ? ' ' : character));
        var tail = Tail(value, elapsed);
        var room = width - 1 - head.Length - 1;
        return room < 1 ? head[..Math.Min(head.Length, Math.Max(0, width - 1))]
            : item.Length + tail.Length <= room ? $"{head} {item}{tail}"
            : tail.Length + LeastItem <= room ? $"{head} {Shorten(item, room - tail.Length)}{tail}"
            : $"{head} {Shorten(item, room)}";
    }

    static string Tail(BuildProgress value, TimeSpan elapsed)
    {
        if (value is { BytesTotal: null, BytesDone: 0 })
        {
            return string.Empty;
        }

        var bytes = value.BytesTotal is { } total ? $"{Size(value.BytesDone)} of {Size(total)}" : Size(value.BytesDone);
        if (elapsed.TotalSeconds < 1)
        {
            return $", {bytes}";
        }

        var rate = value.BytesDone / elapsed.TotalSeconds;
        var left = value.BytesTotal is { } all && rate > 0 ? $", {Time((all - value.BytesDone) / rate)} left" : string.Empty;
        return $", {bytes}, {Size((long)rate)}/s{left}";
    }

    static string Time(double seconds) => seconds switch
    {
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0} h"),
    };

    /// <summary>The end of a name tells more than its beginning.</summary>
    static string Shorten(string item, int width) => item.Length <= width ? item : width < 2 ? string.Empty : $"…{item[^(width - 1)..]}";
}
