using TalosBoot.Core.Binary;

namespace TalosBoot.FileSystems.Volumes;

/// <summary>Divides what belongs on one level of a tree between its blocks.</summary>
internal static class EvenParts
{
    /// <summary>
    /// As few parts as there must be, of sizes that differ by at most one: of several blocks, each must be half full, and a short last one
    /// would not be.
    /// </summary>
    /// <param name="items">What is divided.</param>
    /// <param name="most">The largest part.</param>
    public static List<T[]> Of<T>(IReadOnlyList<T> items, int most)
    {
        var count = Alignment.DivideUp(items.Count, most);
        var result = new List<T[]>(count);
        var next = 0;
        for (var index = 0; index < count; index++)
        {
            var part = new T[((long)items.Count * (index + 1) / count) - next];
            for (var place = 0; place < part.Length; place++)
            {
                part[place] = items[next++];
            }

            result.Add(part);
        }

        return result;
    }
}
