using TalosBoot.Core.Content;
using TalosBoot.Executables.Pe;

namespace TalosBoot.Boot.Uki;

/// <summary>Compares two UKIs section by section.</summary>
internal static class UkiComparison
{
    public static List<UkiDifference> Compare(UkiReader first, UkiReader second, CancellationToken cancellationToken)
    {
        var left = Number(first.Image.Sections);
        var right = Number(second.Image.Sections);
        var differences = new List<UkiDifference>();
        foreach (var (key, section) in left)
        {
            if (!right.TryGetValue(key, out var counterpart))
            {
                differences.Add(new UkiDifference(UkiDifferenceKind.OnlyInFirst, key.Name, key.Occurrence, section, null));
            }
            else if (!HasEqualContent(section.Content, counterpart.Content, cancellationToken))
            {
                differences.Add(new UkiDifference(UkiDifferenceKind.Content, key.Name, key.Occurrence, section, counterpart));
            }
        }

        foreach (var (key, section) in right)
        {
            if (!left.ContainsKey(key))
            {
                differences.Add(new UkiDifference(UkiDifferenceKind.OnlyInSecond, key.Name, key.Occurrence, null, section));
            }
        }

        return differences.Count > 0 ? differences : FindOrder(left, right);
    }

    /// <summary>The first section that stands elsewhere. Both have the same sections, so only their order can differ.</summary>
    static List<UkiDifference> FindOrder(
        OrderedDictionary<(string Name, int Occurrence), PeSection> left, OrderedDictionary<(string Name, int Occurrence), PeSection> right)
    {
        for (var index = 0; index < left.Count; index++)
        {
            var key = left.GetAt(index).Key;
            if (key != right.GetAt(index).Key)
            {
                return [new UkiDifference(UkiDifferenceKind.Order, key.Name, key.Occurrence, left[key], right[key])];
            }
        }

        return [];
    }

    static OrderedDictionary<(string Name, int Occurrence), PeSection> Number(IReadOnlyList<PeSection> sections)
    {
        var counts = new Dictionary<string, int>();
        var result = new OrderedDictionary<(string Name, int Occurrence), PeSection>(sections.Count);
        foreach (var section in sections)
        {
            var occurrence = counts.GetValueOrDefault(section.Name);
            counts[section.Name] = occurrence + 1;
            result.Add((section.Name, occurrence), section);
        }

        return result;
    }

    static bool HasEqualContent(BlobSource first, BlobSource second, CancellationToken cancellationToken) =>
        first.Length == second.Length && Digest.Sha256(first, cancellationToken) == Digest.Sha256(second, cancellationToken);
}
