using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.FileSystems.Volumes;

/// <summary>
/// Counts what the reader of a volume takes, stops it at its limits, and makes its failures. Every block of metadata is read once: a volume
/// that leads to one twice is damaged, and cannot make the reader read more than there is.
/// </summary>
/// <param name="format">The format's name.</param>
/// <param name="limits">What may be taken.</param>
/// <param name="cancellationToken">Stops the reading.</param>
internal sealed class VolumeReading(string format, VolumeReadLimits limits, CancellationToken cancellationToken)
{
    readonly HashSet<ulong> _blocks = [];
    int _entries;
    long _extents;
    long _nameBytes;
    long _xattrBytes;

    public CancellationToken CancellationToken => cancellationToken;

    public ImageFormatException Invalid(long position, string message) =>
        new(DiagnosticIds.VolumeDamaged, format, position, $"{message}. The volume is damaged.");

    public ImageFormatException NotRecognised(long position, string message) =>
        new(DiagnosticIds.VolumeNotRecognised, format, position, message);

    public ImageFormatException Truncated(long position, string message) =>
        new(DiagnosticIds.Truncated, format, position, $"{message}. It is cut short.");

    /// <summary>Notes that a block of metadata is read.</summary>
    public void Enter(ulong block, long position)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_blocks.Add(block))
        {
            throw Invalid(position, $"block {block} is reached in two ways");
        }
    }

    public void TakeEntry(long position, int depth)
    {
        Check(++_entries, limits.MaximumEntries, position, "names");
        Check(depth, limits.MaximumDepth, position, "directories in each other");
    }

    public void TakeExtents(long count, long position) =>
        Check(_extents += count, limits.MaximumExtents, position, "stretches of blocks");

    public void TakeXattr(int length, long position)
    {
        const int Overhead = 16;
        Check(_xattrBytes += length + Overhead, limits.MaximumXattrBytes, position, "bytes of extended attributes");
    }

    /// <summary>A name of a directory.</summary>
    public string Name(ReadOnlySpan<byte> bytes, long position)
    {
        var name = Text(bytes, position);
        return FilePath.IsValidName(name) ? name : throw Invalid(position, $"\"{name}\" is not a file name");
    }

    /// <summary>A name of an attribute, or the target of a link.</summary>
    public string Text(ReadOnlySpan<byte> bytes, long position)
    {
        Check(_nameBytes += bytes.Length, limits.MaximumNameBytes, position, "bytes of names");
        return FileNames.Decode(bytes);
    }

    void Check(long count, long limit, long position, string what)
    {
        if (count > limit)
        {
            throw new ImageFormatException(
                DiagnosticIds.LimitExceeded, format, position,
                $"the volume has more than {limit} {what}, and that is the limit. Raise the limit if the volume is trusted.");
        }
    }
}
