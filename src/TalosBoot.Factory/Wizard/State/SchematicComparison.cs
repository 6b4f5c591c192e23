using TalosBoot.Schematics;

namespace TalosBoot.Factory.Wizard.State;

/// <summary>Two schematics side by side: the lines of their canonical texts, and whether each side has them.</summary>
/// <param name="IsEqual">Whether they are one schematic.</param>
/// <param name="IsPart">Whether the texts differ and are too long to be shown: the lines begin with the first that differs.</param>
/// <param name="Lines">The lines, as many as are shown.</param>
internal sealed record SchematicComparison(bool IsEqual, bool IsPart, IReadOnlyList<ComparedLine> Lines)
{
    const int MostLines = 1000;
    const int LongestLine = 2000;

    public static SchematicComparison Of(Schematic left, Schematic right)
    {
        var (leftText, rightText) = (left.ToYaml(), right.ToYaml());
        var (leftLines, rightLines, isEqual) = (LinesOf(leftText), LinesOf(rightText), leftText == rightText);
        var isPart = !isEqual && Math.Max(leftLines.Length, rightLines.Length) > MostLines;
        var start = isPart ? leftLines.AsSpan().CommonPrefixLength(rightLines) : 0;
        return new SchematicComparison(isEqual, isPart, [.. Compare(Part(leftLines, start), Part(rightLines, start))]);
    }

    static string[] LinesOf(string text) => text.TrimEnd('\n').Split('\n');

    static string[] Part(string[] lines, int start) => lines[start..Math.Min(lines.Length, start + MostLines)];

    /// <summary>The longest common subsequence, which at this size needs no better way. Lines are numbered first: many long ones may begin alike.</summary>
    static IEnumerable<ComparedLine> Compare(string[] left, string[] right)
    {
        var numbers = left.Concat(right).Distinct().Index().ToDictionary(line => line.Item, line => line.Index);
        var (leftNumbers, rightNumbers) = (NumbersOf(left, numbers), NumbersOf(right, numbers));
        var common = FindCommonLengths(leftNumbers, rightNumbers);
        var (i, j) = (0, 0);
        while (i < left.Length || j < right.Length)
        {
            if (i < left.Length && j < right.Length && leftNumbers[i] == rightNumbers[j])
            {
                yield return new ComparedLine(Shorten(left[i++]), IsLeft: true, IsRight: true);
                j++;
            }
            else if (j == right.Length || (i < left.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                yield return new ComparedLine(Shorten(left[i++]), IsLeft: true, IsRight: false);
            }
            else
            {
                yield return new ComparedLine(Shorten(right[j++]), IsLeft: false, IsRight: true);
            }
        }
    }

    static int[] NumbersOf(string[] lines, Dictionary<string, int> numbers) => Array.ConvertAll(lines, line => numbers[line]);

    /// <summary>How many lines the texts have in common from each pair of lines to their ends.</summary>
    static ushort[,] FindCommonLengths(int[] left, int[] right)
    {
        var common = new ushort[left.Length + 1, right.Length + 1];
        for (var row = left.Length - 1; row >= 0; row--)
        {
            for (var column = right.Length - 1; column >= 0; column--)
            {
                common[row, column] = left[row] == right[column]
                    ? (ushort)(common[row + 1, column + 1] + 1) : Math.Max(common[row + 1, column], common[row, column + 1]);
            }
        }

        return common;
    }

    static string Shorten(string line) => line.Length <= LongestLine ? line : $"{line.AsSpan(0, LongestLine)}…";
}
