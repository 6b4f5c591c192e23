using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Core.Content;

/// <summary>Places contents at offsets, and makes one source of them. Nothing is read or copied.</summary>
public sealed class SparseImageBuilder
{
    readonly List<PlacedPart> _parts = [];

    /// <summary>Places content.</summary>
    /// <param name="offset">Where its first byte goes.</param>
    /// <param name="content">The content. Its holes stay holes.</param>
    /// <param name="name">What it is, for messages: <c>root directory</c>.</param>
    /// <returns>This builder.</returns>
    public SparseImageBuilder Place(long offset, BlobSource content, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(name);
        if (content.Length > 0)
        {
            _parts.Add(new PlacedPart(offset, content, name));
        }

        return this;
    }

    /// <summary>Places bytes, which must not change any more.</summary>
    /// <param name="offset">Where the first byte goes.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="name">What they are, for messages.</param>
    /// <returns>This builder.</returns>
    public SparseImageBuilder Place(long offset, ReadOnlyMemory<byte> bytes, string name) => Place(offset, BlobSource.FromBytes(bytes), name);

    /// <summary>Makes the source.</summary>
    /// <param name="length">Its length in bytes.</param>
    /// <exception cref="LayoutException">Two parts overlap (TB5001), or one reaches beyond the length (TB5002). The message names them.</exception>
    public BlobSource Build(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var parts = _parts.ToArray();
        Array.Sort(parts, (left, right) => left.Offset.CompareTo(right.Offset));
        for (var index = 0; index < parts.Length; index++)
        {
            var part = parts[index];
            if (part.Content.Length > length - part.Offset)
            {
                throw new LayoutException(
                    DiagnosticIds.PartOutOfBounds, part.Name, part.Content.Length, Math.Max(0, length - part.Offset),
                    $"it starts at byte {part.Offset} and reaches beyond the image, which ends at byte {length}.");
            }

            if (index > 0 && parts[index - 1].End > part.Offset)
            {
                throw new LayoutException(
                    DiagnosticIds.PartsOverlap, part.Name, part.Content.Length, part.Content.Length - (parts[index - 1].End - part.Offset),
                    $"it starts at byte {part.Offset}, and \"{parts[index - 1].Name}\" ends at byte {parts[index - 1].End} only.");
            }
        }

        return new PlacedSource(length, parts);
    }
}
