using TalosBoot.Core.Content;

namespace TalosBoot.FileSystems.Volumes;

/// <summary>The content of a file as stretches of its volume, with holes between them.</summary>
internal static class MappedContent
{
    /// <summary>Makes the content. Nothing is read.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="length">The length of the file in bytes.</param>
    /// <param name="runs">Where in the file, where in the volume, how many bytes: sorted and disjoint in the file.</param>
    public static BlobSource Create(BlobSource volume, long length, IEnumerable<(long Logical, long Offset, long Length)> runs)
    {
        var builder = new SparseImageBuilder();
        foreach (var (logical, offset, count) in runs)
        {
            if (logical >= length)
            {
                break;
            }

            var used = Math.Min(count, length - logical);
            if (logical == 0 && used == length)
            {
                return volume.Slice(offset, used);
            }

            builder.Place(logical, volume.Slice(offset, used), "stretch");
        }

        return builder.Build(length);
    }
}
