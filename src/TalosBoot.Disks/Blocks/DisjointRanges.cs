namespace TalosBoot.Disks.Blocks;

/// <summary>
/// Ranges of a disk image that nothing else may lie in. Tables and blocks that overlap are refused before they are read, so that no byte of an image is
/// read as more than one of them, however many entries name it. Compressed grains tell their length only when they are read, and clusters of a qcow2 may be
/// shared: for those there is <see cref="DiskImageFailure.RequireData"/>.
/// </summary>
/// <param name="failure">Makes the failures.</param>
/// <param name="what">What lies in the ranges, for messages: <c>blocks</c>.</param>
internal sealed class DisjointRanges(DiskImageFailure failure, string what)
{
    readonly List<(long Offset, long End)> _ranges = [];

    /// <summary>Adds a range. One that follows the range before makes it longer, as nearly all do.</summary>
    public void Add(long offset, long length)
    {
        if (_ranges.Count > 0 && _ranges[^1].End == offset)
        {
            _ranges[^1] = (_ranges[^1].Offset, offset + length);
            return;
        }

        _ranges.Add((offset, offset + length));
        failure.RequireParts(_ranges.Count, offset);
    }

    /// <summary>Throws when two of the ranges overlap.</summary>
    public void Require()
    {
        _ranges.Sort();
        for (var index = 1; index < _ranges.Count; index++)
        {
            var offset = _ranges[index].Offset;
            failure.Require(offset >= _ranges[index - 1].End, offset, $"two {what} overlap.");
        }
    }
}
