using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Fat.OnDisk;

namespace TalosBoot.FileSystems.Fat.Writing;

/// <summary>The entries of a directory, and the clusters that it took while it grew.</summary>
internal sealed class FatDirectoryWriter
{
    /// <summary>The largest directory: more entries have no number.</summary>
    const int MaximumLength = 65_536 * FatGeometry.EntrySize;

    readonly FatGeometry _geometry;
    readonly FatAllocator _allocator;
    readonly string _name;
    readonly bool _isFixed;
    readonly List<uint> _clusters = [];
    byte[] _bytes = new byte[16 * FatGeometry.EntrySize];
    int _length;

    /// <summary>Starts a directory.</summary>
    /// <param name="geometry">The volume.</param>
    /// <param name="allocator">Where clusters come from.</param>
    /// <param name="name">What it is, for messages.</param>
    /// <param name="isFixed">Whether it is the fixed root directory of FAT12 and FAT16.</param>
    public FatDirectoryWriter(FatGeometry geometry, FatAllocator allocator, string name, bool isFixed)
    {
        _geometry = geometry;
        _allocator = allocator;
        _name = name;
        _isFixed = isFixed;
        if (!isFixed)
        {
            _clusters.Add(allocator.AllocateOne());
            allocator.AddChain(_clusters);
        }
    }

    /// <summary>The first cluster; 0 for a fixed root directory.</summary>
    public uint FirstCluster => _isFixed ? 0 : _clusters[0];

    /// <summary>Checks that there is room for more entries.</summary>
    /// <exception cref="LayoutException">The directory is full (TB5002).</exception>
    public void Reserve(int slots)
    {
        var needed = _length + (slots * FatGeometry.EntrySize);
        var limit = _isFixed ? _geometry.RootLength : MaximumLength;
        if (needed > limit)
        {
            throw new LayoutException(
                DiagnosticIds.PartOutOfBounds, _name, needed, limit, "it holds too many entries, or too long names. Put less into it.");
        }
    }

    /// <summary>
    /// Takes the clusters that the entries need by now. mtools holds back a directory until it is through with all below it, so these
    /// clusters come behind those of the contents.
    /// </summary>
    public void Settle()
    {
        while (!_isFixed && _length > (long)_clusters.Count * _geometry.ClusterSize)
        {
            _clusters.Add(_allocator.AllocateOne());
        }
    }

    public void Write(FatEntryName name, FatDirectoryEntry entry)
    {
        foreach (var part in name.LongNameEntries())
        {
            part.Write(Next());
        }

        Write(entry);
    }

    public void Write(FatDirectoryEntry entry) => entry.Write(Next());

    /// <summary>Places the entries; what is behind them stays a hole.</summary>
    public void Place(SparseImageBuilder image)
    {
        if (_isFixed)
        {
            image.Place(_geometry.RootOffset, _bytes.AsMemory(0, _length), _name);
            return;
        }

        var clusterSize = _geometry.ClusterSize;
        for (var index = 0; index * clusterSize < _length; index++)
        {
            var part = _bytes.AsMemory(index * clusterSize, Math.Min(clusterSize, _length - (index * clusterSize)));
            image.Place(_geometry.OffsetOf(_clusters[index]), part, _name);
        }
    }

    Span<byte> Next()
    {
        if (_length == _bytes.Length)
        {
            Array.Resize(ref _bytes, 2 * _length);
        }

        _length += FatGeometry.EntrySize;
        return _bytes.AsSpan(_length - FatGeometry.EntrySize, FatGeometry.EntrySize);
    }
}
