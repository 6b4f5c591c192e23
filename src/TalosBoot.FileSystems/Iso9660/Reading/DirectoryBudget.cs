using TalosBoot.Core.Diagnostics;

namespace TalosBoot.FileSystems.Iso9660.Reading;

/// <summary>Counts what a reader takes, and stops it at its limits.</summary>
internal sealed class DirectoryBudget(IsoReadLimits limits)
{
    long _bytes;
    int _entries;

    public void TakeBytes(long count, long offset)
    {
        _bytes += count;
        if (_bytes > limits.MaximumDirectoryLength)
        {
            throw Exceeded(offset, $"the directories have more than {limits.MaximumDirectoryLength} bytes");
        }
    }

    public void TakeEntry(long offset)
    {
        if (++_entries > limits.MaximumEntries)
        {
            throw Exceeded(offset, $"the volume has more than {limits.MaximumEntries} entries");
        }
    }

    public void CheckDepth(int depth, long offset)
    {
        if (depth > limits.MaximumDepth)
        {
            throw Exceeded(offset, $"directories lie more than {limits.MaximumDepth} deep");
        }
    }

    static ImageFormatException Exceeded(long offset, string message) =>
        IsoFormat.Error(DiagnosticIds.LimitExceeded, offset, $"{message}, which is the limit. Raise the limit if the volume is trusted.");
}
