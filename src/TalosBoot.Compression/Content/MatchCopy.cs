using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TalosBoot.Compression.Content;

/// <summary>Copies matches, which may reach into themselves.</summary>
internal static class MatchCopy
{
    /// <summary>How many bytes behind a match may be written over when the window has them, which makes short matches cheap.</summary>
    public const int Slack = 15;

    /// <summary>Repeats what lies a distance before the end of a window.</summary>
    /// <param name="window">The window, with room for the match. Nothing of worth may lie behind it.</param>
    /// <param name="end">Where the match goes.</param>
    /// <param name="distance">How far back it begins: at least 1, and at most <paramref name="end"/>.</param>
    /// <param name="length">How long it is.</param>
    public static void Copy(byte[] window, int end, int distance, int length)
    {
        if (distance >= Vector128<byte>.Count && distance <= end && end <= window.Length - length - Slack)
        {
            ref var start = ref MemoryMarshal.GetArrayDataReference(window);
            for (; length > 0; length -= Vector128<byte>.Count, end += Vector128<byte>.Count)
            {
                Vector128.LoadUnsafe(ref start, (nuint)(end - distance)).StoreUnsafe(ref start, (nuint)end);
            }

            return;
        }

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
