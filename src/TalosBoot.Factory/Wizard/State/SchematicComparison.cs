using TalosBoot.Schematics;

namespace TalosBoot.Factory.Wizard.State;

/// <summary>Two schematics side by side: the lines of their canonical texts, and whether each side has them.</summary>
internal sealed record SchematicComparison(string LeftId, string RightId, IReadOnlyList<ComparedLine> Lines)
{
    const int MostLines = 2000;

    public bool IsEqual => Lines.All(line => line is { IsLeft: true, IsRight: true });

    public static SchematicComparison Of(Schematic left, Schematic right) =>
        new(left.Id().Hex, right.Id().Hex, [.. Compare(LinesOf(left), LinesOf(right))]);

    static string[] LinesOf(Schematic schematic) => [.. schematic.ToYaml().TrimEnd('\n').Split('\n').Take(MostLines)];

    /// <summary>The longest common subsequence, which at this size needs no better way.</summary>
    static IEnumerable<ComparedLine> Compare(string[] left, string[] right)
    {
        var common = new int[left.Length + 1, right.Length + 1];
        for (var row = left.Length - 1; row >= 0; row--)
        {
            for (var column = right.Length - 1; column >= 0; column--)
            {
                common[row, column] = left[row] == right[column] ? common[row + 1, column + 1] + 1 : Math.Max(common[row + 1, column], common[row, column + 1]);
            }
        }

        var (i, j) = (0, 0);
        while (i < left.Length || j < right.Length)
        {
            if (i < left.Length && j < right.Length && left[i] == right[j])
            {
                yield return new ComparedLine(left[i++], IsLeft: true, IsRight: true);
                j++;
            }
            else if (j == right.Length || (i < left.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                yield return new ComparedLine(left[i++], IsLeft: true, IsRight: false);
            }
            else
            {
                yield return new ComparedLine(right[j++], IsLeft: false, IsRight: true);
            }
        }
    }
}
