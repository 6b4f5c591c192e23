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

    /// <summary>A name that would be shorter says nothing.</summary>
    const int LeastItemAlone = 4;

    /// <summary>The stage, as programs know it.</summary>
    public static string NameOf(BuildStage stage) => stage switch
    {
        BuildStage.FileSystem => "file system",
        BuildStage.Uki => "UKI",
        _ => stage.ToString().ToLowerInvariant(),
    };

    /// <summary>The stage and what is worked on in it.</summary>
    public static string TitleOf(BuildProgress value) => $"{TitleOf(value.Stage)} {ItemName.Of(value)}".TrimEnd();

    public static string Size(long bytes) => bytes switch
    {
        < Million => string.Create(CultureInfo.InvariantCulture, $"{(bytes + Thousand - 1) / Thousand} kB"),
        < Milliard => string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / Million:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / Milliard:0.00} GB"),
    };

    /// <summary>
    /// The line, which leaves the last column free: percent and stage first, then the item, the bytes, the rate and the time that is left, as far as there
    /// is room. The time is left out in the last second.
    /// </summary>
    /// <param name="value">How far it is.</param>
    /// <param name="elapsed">How long the item has been worked on.</param>
    /// <param name="width">The columns there are.</param>
    public static string Create(BuildProgress value, TimeSpan elapsed, int width)
    {
        var percent = value.BytesTotal is > 0 and var total ? string.Create(CultureInfo.InvariantCulture, $"{value.BytesDone * 100 / total,3}% ") : string.Empty;
        var head = $"{percent}{TitleOf(value.Stage)}";
        var item = ItemName.Of(value);
        foreach (var tail in Tails(value, elapsed))
        {
            var room = width - 1 - head.Length - tail.Length;
            if (item.Length == 0 ? room >= 0 : room > Math.Min(tail.Length == 0 ? LeastItemAlone : LeastItem, ItemName.Shortest(item).Length))
            {
                return $"{head}{(item.Length == 0 ? string.Empty : $" {ItemName.Fit(item, room - 1)}")}{tail}";
            }
        }

        return head[..Math.Min(head.Length, Math.Max(0, width - 1))];
    }

    /// <summary>What people call the stage.</summary>
    static string TitleOf(BuildStage stage) => stage == BuildStage.FileSystem ? "lay out" : NameOf(stage);

    /// <summary>What may follow the item: all there is to say, then less and less of it.</summary>
    static IEnumerable<string> Tails(BuildProgress value, TimeSpan elapsed)
    {
        if (value is not { BytesTotal: null, BytesDone: 0 })
        {
            var bytes = $", {(value.BytesTotal is { } total ? $"{Size(value.BytesDone)} of {Size(total)}" : Size(value.BytesDone))}";
            if (elapsed.TotalSeconds >= 1)
            {
                var rate = value.BytesDone / elapsed.TotalSeconds;
                var seconds = value.BytesTotal is { } all && rate > 0 ? (all - value.BytesDone) / rate : 0;
                yield return $"{bytes}, {Size((long)rate)}/s{(seconds >= 1 ? $", {Time(seconds)} left" : string.Empty)}";
            }

            yield return bytes;
        }

        yield return string.Empty;
    }

    static string Time(double seconds) => seconds switch
    {
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0} h"),
    };
}
