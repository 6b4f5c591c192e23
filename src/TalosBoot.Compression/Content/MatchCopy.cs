namespace TalosBoot.Compression.Content;

/// <summary>Copies matches, which may reach into themselves.</summary>
internal static class MatchCopy
{
    /// <summary>Repeats what lies a distance before the end of a window.</summary>
    /// <param name="window">The window, with room for the match.</param>
    /// <param name="end">Where the match goes.</param>
    /// <param name="distance">How far back it begins: at least 1, and at most <paramref name="end"/>.</param>
    /// <param name="length">How long it is.</param>
    public static void Copy(byte[] window, int end, int distance, int length)
    {
        // A match that is longer than its distance repeats itself: what can be copied at once doubles with each step, as in runs of zeros.
        var source = end - distance;
        while (length > distance)
        {
            window.AsSpan(source, distance).CopyTo(window.AsSpan(end));
            end += distance;
            length -= distance;
            distance *= 2;
        }

        window.AsSpan(source, length).CopyTo(window.AsSpan(end));
    }
}
