using System.Globalization;

namespace TalosBoot.Factory.Assets;

/// <summary>A range of bytes that a client asks for (RFC 9110, 14).</summary>
/// <param name="Offset">The first byte.</param>
/// <param name="Length">How many.</param>
internal readonly record struct ByteRange(long Offset, long Length)
{
    const string Unit = "bytes=";

    /// <summary>Reads the header. False for one that is left unheeded: of another unit, malformed, or with several ranges.</summary>
    /// <param name="header">The value.</param>
    /// <param name="size">The length of the whole.</param>
    /// <param name="range">The range; null when none of it exists.</param>
    public static bool TryParse(string header, long size, out ByteRange? range)
    {
        range = null;
        if (!header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase) || header.Contains(',', StringComparison.Ordinal))
        {
            return false;
        }

        var text = header[Unit.Length..].Trim();
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        var (hasFirst, first) = Number(dash < 0 ? string.Empty : text[..dash]);
        var (hasLast, last) = Number(dash < 0 ? string.Empty : text[(dash + 1)..]);
        if (dash < 0 || (!hasFirst && !hasLast) || (dash > 0 && !hasFirst) || (dash < text.Length - 1 && !hasLast) || (hasFirst && hasLast && last < first))
        {
            return false;
        }

        var offset = hasFirst ? first : Math.Max(0, size - last);
        var end = hasFirst && hasLast ? Math.Min(last, size - 1) : size - 1;
        range = offset <= end && (hasFirst || last > 0) ? new ByteRange(offset, end - offset + 1) : null;
        return true;
    }

    static (bool Has, long Value) Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? (true, value) : (false, 0);
}
