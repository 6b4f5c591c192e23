using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Xfs.OnDisk;

/// <summary>Times of inodes in seconds since 1970: nanoseconds since 1901, or seconds and nanoseconds in 32 bits each (docs/formats/xfs.md).</summary>
internal static class XfsTime
{
    public const long First = int.MinValue;

    /// <summary>What 64 bits of nanoseconds hold: a moment of the year 2486.</summary>
    public const long Last = (long)(ulong.MaxValue / NanosecondsPerSecond) + First - 1;

    const ulong NanosecondsPerSecond = 1_000_000_000;

    public static long Read(ReadOnlySpan<byte> source, ulong flags2) => (flags2 & XfsInode.BigTime) != 0
        ? (long)(ReadUInt64BigEndian(source) / NanosecondsPerSecond) + First
        : ReadInt32BigEndian(source);

    public static void Write(Span<byte> destination, ulong flags2, long seconds)
    {
        if ((flags2 & XfsInode.BigTime) != 0)
        {
            WriteUInt64BigEndian(destination, (ulong)(Math.Clamp(seconds, First, Last) - First) * NanosecondsPerSecond);
        }
        else
        {
            WriteInt32BigEndian(destination, (int)Math.Clamp(seconds, int.MinValue, int.MaxValue));
            WriteUInt32BigEndian(destination[4..], 0);
        }
    }
}
