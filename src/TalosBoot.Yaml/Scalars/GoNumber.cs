using System.Globalization;

namespace TalosBoot.Yaml.Scalars;

/// <summary>Numbers as Go's <c>strconv</c> reads and writes them (docs/formats/schematic.md).</summary>
internal static class GoNumber
{
    const NumberStyles FloatStyles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>
    /// An integer with an optional sign and base prefix, within int64, or without sign within uint64. Underscores are gone already.
    /// </summary>
    public static bool TryInteger(ReadOnlySpan<char> text, out Int128 value)
    {
        value = default;
        var isSigned = text.Length > 0 && text[0] is '+' or '-';
        var isNegative = isSigned && text[0] == '-';
        var digits = isSigned ? text[1..] : text;
        var numberBase = 10;
        if (digits.Length > 1 && digits[0] == '0')
        {
            (numberBase, var prefixLength) = digits[1] switch
            {
                'x' or 'X' => (16, 2),
                'b' or 'B' => (2, 2),
                'o' or 'O' => (8, 2),
                _ => (8, 1),
            };
            digits = digits[prefixLength..];
        }

        if (!TryMagnitude(digits, numberBase, out var magnitude))
        {
            return false;
        }

        value = isNegative ? -(Int128)magnitude : magnitude;
        return !isSigned || (value >= long.MinValue && value <= long.MaxValue);
    }

    /// <summary>The v3 form <c>0b-1</c>, <c>0o+7</c>: a sign after the prefix.</summary>
    public static bool TrySignAfterPrefix(ReadOnlySpan<char> text, out Int128 value)
    {
        value = default;
        if (text.Length < 4 || text[0] != '0' || text[1] is not ('b' or 'o') || text[2] is not ('+' or '-')
            || !TryMagnitude(text[3..], text[1] == 'b' ? 2 : 8, out var magnitude))
        {
            return false;
        }

        value = text[2] == '-' ? -(Int128)magnitude : magnitude;
        return value >= long.MinValue && value <= long.MaxValue;
    }

    /// <summary>A decimal float in YAML's form: digits with an optional point and exponent. It must be finite.</summary>
    public static bool TryFloat(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        var position = text.Length > 0 && text[0] is '+' or '-' ? 1 : 0;
        var whole = CountDigits(text[position..]);
        position += whole;
        if (position < text.Length && text[position] == '.')
        {
            var fraction = CountDigits(text[(position + 1)..]);
            if (whole == 0 && fraction == 0)
            {
                return false;
            }

            position += 1 + fraction;
        }
        else if (whole == 0)
        {
            return false;
        }

        return IsExponentOrNothing(text[position..]) && TryFinite(text, out value);
    }

    /// <summary>A float that starts with its point, as Go's own float parser takes it: underscores only between digits.</summary>
    public static bool TryPointFloat(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        for (var index = 1; index < text.Length; index++)
        {
            if (text[index] == '_'
                && !(char.IsAsciiDigit(text[index - 1]) && index + 1 < text.Length && char.IsAsciiDigit(text[index + 1])))
            {
                return false;
            }
        }

        return TryFloat(text.Contains('_') ? text.ToString().Replace("_", null, StringComparison.Ordinal) : text, out value);
    }

    /// <summary>The shortest digits that read back the same; with an exponent below 1e-4 and from 1e+06 on.</summary>
    public static string Format(double value)
    {
        if (double.IsNaN(value))
        {
            return ".nan";
        }

        if (double.IsInfinity(value))
        {
            return value > 0 ? ".inf" : "-.inf";
        }

        // "E16" would not be the shortest form; "R" is, but places its exponent elsewhere, so that digits and exponent are taken apart.
        var shortest = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture);
        var mark = shortest.IndexOf('E', StringComparison.Ordinal);
        var mantissa = mark < 0 ? shortest : shortest[..mark];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var wholeLength = point < 0 ? mantissa.Length : point;
        var allDigits = mantissa.Replace(".", null, StringComparison.Ordinal);
        var digits = allDigits.TrimStart('0');
        var exponent = (mark < 0 ? 0 : int.Parse(shortest.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture))
            + wholeLength - (allDigits.Length - digits.Length) - 1;
        digits = digits.TrimEnd('0');
        var sign = double.IsNegative(value) ? "-" : string.Empty;
        return digits.Length == 0 ? sign + "0"
            : exponent is < -4 or >= 6 ? sign + Exponential(digits, exponent)
            : sign + Positional(digits, exponent);
    }

    static string Exponential(string digits, int exponent)
    {
        var fraction = digits.Length == 1 ? string.Empty : "." + digits[1..];
        return string.Create(CultureInfo.InvariantCulture, $"{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    static string Positional(string digits, int exponent)
    {
        if (exponent < 0)
        {
            return "0." + new string('0', -exponent - 1) + digits;
        }

        var whole = digits.Length > exponent ? digits[..(exponent + 1)] : digits.PadRight(exponent + 1, '0');
        return digits.Length > exponent + 1 ? whole + "." + digits[(exponent + 1)..] : whole;
    }

    static bool TryMagnitude(ReadOnlySpan<char> digits, int numberBase, out ulong magnitude)
    {
        magnitude = 0;
        foreach (var character in digits)
        {
            var digit = character switch
            {
                >= '0' and <= '9' => character - '0',
                >= 'a' and <= 'f' => character - 'a' + 10,
                >= 'A' and <= 'F' => character - 'A' + 10,
                _ => int.MaxValue,
            };
            if (digit >= numberBase || magnitude > (ulong.MaxValue - (ulong)digit) / (ulong)numberBase)
            {
                return false;
            }

            magnitude = (magnitude * (ulong)numberBase) + (ulong)digit;
        }

        return !digits.IsEmpty;
    }

    static int CountDigits(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAnyExceptInRange('0', '9');
        return end < 0 ? text.Length : end;
    }

    static bool IsExponentOrNothing(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return true;
        }

        if (text[0] is not ('e' or 'E'))
        {
            return false;
        }

        var digits = text.Length > 1 && text[1] is '+' or '-' ? text[2..] : text[1..];
        return !digits.IsEmpty && CountDigits(digits) == digits.Length;
    }

    static bool TryFinite(ReadOnlySpan<char> text, out double value) =>
        double.TryParse(text, FloatStyles, CultureInfo.InvariantCulture, out value)
        && double.IsFinite(value);
}
