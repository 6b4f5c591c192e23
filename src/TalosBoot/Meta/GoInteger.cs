namespace TalosBoot.Meta;

/// <summary>Integers as Go's <c>strconv.ParseUint(text, 0, 8)</c> reads them: base by prefix, and underscores between digits.</summary>
internal static class GoInteger
{
    public static bool TryParseByte(string text, out byte value)
    {
        value = 0;
        var (radix, digits) = SplitPrefix(text);
        if (digits.Length == 0 || !UnderscoresSeparate(digits, hasPrefix: digits.Length < text.Length))
        {
            return false;
        }

        var result = 0;
        foreach (var digit in digits)
        {
            if (digit == '_')
            {
                continue;
            }

            var number = char.IsAsciiHexDigit(digit) ? Convert.ToInt32(digit.ToString(), 16) : radix;
            result = (result * radix) + number;
            if (number >= radix || result > byte.MaxValue)
            {
                return false;
            }
        }

        value = (byte)result;
        return true;
    }

    static (int Radix, string Digits) SplitPrefix(string text) => text switch
    {
        ['0', 'x' or 'X', ..] => (16, text[2..]),
        ['0', 'b' or 'B', ..] => (2, text[2..]),
        ['0', 'o' or 'O', ..] => (8, text[2..]),
        ['0', _, ..] => (8, text[1..]),
        _ => (10, text),
    };

    static bool UnderscoresSeparate(string digits, bool hasPrefix) =>
        (hasPrefix || digits[0] != '_') && digits[^1] != '_' && !digits.Contains("__", StringComparison.Ordinal);
}
