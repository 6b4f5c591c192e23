using System.Globalization;

namespace TalosBoot.Yaml.Writing;

/// <summary>
/// The natural order of texts by code points, exactly as Go's library has it, including where it is not transitive (docs/formats/schematic.md).
/// </summary>
internal static class NaturalOrder
{
    public static bool IsLess(string left, string right)
    {
        var common = left.AsSpan().CommonPrefixLength(right);
        if (common == Math.Min(left.Length, right.Length))
        {
            return left.Length < right.Length;
        }

        var index = StartOfCodePoint(left, common);
        var previous = PreviousIndex(left, index);
        return IsLessFrom(left, right, index, digits: previous >= 0 && IsDigit(left, previous));
    }

    static bool IsLessFrom(string left, string right, int index, bool digits)
    {
        var (leftIsLetter, rightIsLetter) = (IsLetter(left, index), IsLetter(right, index));
        if (leftIsLetter && rightIsLetter)
        {
            return CodePoint(left, index) < CodePoint(right, index);
        }

        if (leftIsLetter || rightIsLetter)
        {
            return digits ? leftIsLetter : rightIsLetter;
        }

        var start = (left[index] == '0' || right[index] == '0') && FollowsNonZeroDigit(left, index) ? 1UL : 0UL;
        var (leftNumber, leftEnd) = NumberFrom(left, index, start);
        var (rightNumber, rightEnd) = NumberFrom(right, index, start);
        return leftNumber != rightNumber ? leftNumber < rightNumber
            : leftEnd != rightEnd ? leftEnd < rightEnd
            : CodePoint(left, index) < CodePoint(right, index);
    }

    static bool FollowsNonZeroDigit(string text, int index)
    {
        for (var previous = PreviousIndex(text, index); previous >= 0 && IsDigit(text, previous); previous = PreviousIndex(text, previous))
        {
            if (text[previous] != '0')
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The value of a run of digits, of 64 bits with wrap-around, and how many digits there are.</summary>
    static (long Value, int Count) NumberFrom(string text, int index, ulong start)
    {
        var value = start;
        var count = 0;
        for (; index < text.Length && IsDigit(text, index); index += char.IsSurrogatePair(text, index) ? 2 : 1)
        {
            value = unchecked((value * 10) + (ulong)(CodePoint(text, index) - '0'));
            count++;
        }

        return (unchecked((long)value), count);
    }

    static int StartOfCodePoint(string text, int index) =>
        index > 0 && char.IsLowSurrogate(text[index]) && char.IsHighSurrogate(text[index - 1]) ? index - 1 : index;

    static int PreviousIndex(string text, int index) => index == 0 ? -1 : StartOfCodePoint(text, index - 1);

    static int CodePoint(string text, int index) =>
        index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]) ? char.ConvertToUtf32(text, index) : text[index];

    static bool IsDigit(string text, int index) => char.IsAscii(text[index])
        ? char.IsAsciiDigit(text[index])
        : CharUnicodeInfo.GetUnicodeCategory(text, index) == UnicodeCategory.DecimalDigitNumber;

    static bool IsLetter(string text, int index) => char.IsAscii(text[index])
        ? char.IsAsciiLetter(text[index])
        : CharUnicodeInfo.GetUnicodeCategory(text, index) <= UnicodeCategory.OtherLetter;
}
