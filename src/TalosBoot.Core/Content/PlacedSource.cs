namespace TalosBoot.Core.Content;

/// <summary>Parts at their places, with zeros between them.</summary>
/// <param name="length">The length in bytes.</param>
/// <param name="parts">Sorted, disjoint, not empty, within the length.</param>
internal sealed class PlacedSource(long length, PlacedPart[] parts) : BlobSource
{
    IReadOnlyList<Extent>? _extents;

    public override long Length => length;

    public override IReadOnlyList<Extent> Extents => _extents ??= CollectExtents();

    internal override void CloseFiles() => Array.ForEach(parts, part => part.Content.CloseFiles());

    protected override void ReadCore(long offset, Span<byte> destination)
    {
        for (var index = FirstPartEndingBehind(offset); !destination.IsEmpty; index++)
        {
            var hole = index < parts.Length ? parts[index].Offset - offset : long.MaxValue;
            if (hole > 0)
            {
                var zeros = (int)Math.Min(hole, destination.Length);
                destination[..zeros].Clear();
                destination = destination[zeros..];
                offset += zeros;
                if (destination.IsEmpty)
                {
                    return;
                }
            }

            var part = parts[index];
            var count = (int)Math.Min(part.End - offset, destination.Length);
            part.Content.Read(offset - part.Offset, destination[..count]);
            destination = destination[count..];
            offset += count;
        }
    }

    int FirstPartEndingBehind(long offset)
    {
        var low = 0;
        var high = parts.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (parts[middle].End > offset)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    List<Extent> CollectExtents()
    {
        var result = new List<Extent>(parts.Length);
        foreach (var part in parts)
        {
            foreach (var extent in part.Content.Extents)
            {
                var placed = extent with { Offset = part.Offset + extent.Offset };
                if (result.Count > 0 && result[^1].End == placed.Offset && result[^1].Kind == placed.Kind)
                {
                    result[^1] = result[^1] with { Length = result[^1].Length + placed.Length };
                }
                else
                {
                    result.Add(placed);
                }
            }
        }

        return result;
    }
}
