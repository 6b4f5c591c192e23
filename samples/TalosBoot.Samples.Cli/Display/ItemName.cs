using TalosBoot.Core.Work;

namespace TalosBoot.Samples.Cli.Display;

/// <summary>What is worked on, in as much room as there is.</summary>
static class ItemName
{
    const string DigestPrefix = "sha256:";
    const int DigitsOfDigest = 12;

    /// <summary>The item without what could move the cursor; nothing where it says no more than the stage.</summary>
    /// <param name="value">The report.</param>
    public static string Of(BuildProgress value) => value switch
    {
        { Stage: BuildStage.Resolve, Item: "request" } => string.Empty,
        _ when value.Item == ProgressLine.NameOf(value.Stage) => string.Empty,
        _ => string.Concat(value.Item.Select(character => char.IsControl(character) ? ' ' : character)),
    };

    /// <summary>
    /// The longest form that fits. Registry and path go first, and then the tag: they are the same for all images of a release, and the last name tells
    /// which one it is.
    /// </summary>
    /// <param name="item">The item.</param>
    /// <param name="width">The columns there are.</param>
    public static string Fit(string item, int width) => Forms(item).FirstOrDefault(form => form.Length <= width)
        ?? (width < 2 ? string.Empty : $"{Shortest(item)[..(width - 1)]}…");

    /// <summary>The form that takes the least room and is still whole.</summary>
    public static string Shortest(string item) => Forms(item).Last();

    static IEnumerable<string> Forms(string item)
    {
        yield return item;
        if (item.StartsWith(DigestPrefix, StringComparison.Ordinal))
        {
            yield return item[DigestPrefix.Length..Math.Min(item.Length, DigestPrefix.Length + DigitsOfDigest)];
            yield break;
        }

        var path = item.Split('@')[0].TrimEnd('/');
        if (path.LastIndexOf('/') is >= 0 and var slash)
        {
            yield return path[(slash + 1)..];
            yield return path[(slash + 1)..].Split(':')[0];
        }
    }
}
