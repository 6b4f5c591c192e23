using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Core.Binary;

/// <summary>Reads structures out of larger sources.</summary>
internal static class OnDiskStructure
{
    /// <summary>Reads a structure. A failure names the offset in the whole.</summary>
    /// <param name="source">The bytes, from the structure's first on.</param>
    /// <param name="offset">Where <paramref name="source"/> starts in the whole.</param>
    public static T Read<T>(ReadOnlySpan<byte> source, long offset)
        where T : struct, IOnDiskStructure<T>
    {
        try
        {
            return T.Read(source);
        }
        catch (ImageFormatException exception)
        {
            throw exception.Within(offset);
        }
    }
}
