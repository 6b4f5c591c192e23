using System.Collections.Immutable;

namespace TalosBoot.Archives.Tar;

/// <summary>
/// The PAX records that hold for the next member: the global ones, and over them its own. An empty value takes a record back. Nothing is done
/// for a global record when a member comes: an archive of many of both would cost their product.
/// </summary>
internal sealed class TarPaxState
{
    public const string SparseName = "GNU.sparse.name";

    /// <summary>The most extended attributes that hold for all members. Known archives have none.</summary>
    const int MaximumGlobalAttributes = 1024;

    const string SparseMajor = "GNU.sparse.major";
    const string SparseSize = "GNU.sparse.size";
    const string SparseRealSize = "GNU.sparse.realsize";
    const string SparseMap = "GNU.sparse.map";
    const string SparseOffset = "GNU.sparse.offset";
    const string SparseLength = "GNU.sparse.numbytes";

    readonly Dictionary<string, byte[]> _global = [];
    readonly Dictionary<string, byte[]> _local = [];
    readonly List<PaxRecord> _localAttributes = [];
    readonly List<PaxRecord> _sparseNumbers = [];
    TarAttributes _globalAttributes = TarAttributes.None;
    long _offset;

    /// <summary>Whether there are records of the next member's own.</summary>
    public bool HasRecords { get; private set; }

    public TarSparseMap? Sparse { get; private set; }

    public long? ModifiedAt => Text(PaxRecords.ModifiedAt) is { } value ? PaxRecords.ParseTime(value, PaxRecords.ModifiedAt, _offset) : null;

    public ImmutableSortedDictionary<string, ImmutableArray<byte>> ExtendedAttributes { get; private set; } = TarAttributes.None.Values;

    /// <summary>The bytes of the extended attributes that each member has from global headers.</summary>
    public long InheritedLength => _globalAttributes.Length;

    /// <summary>Takes the records of a global header.</summary>
    public void AddGlobal(IEnumerable<PaxRecord> records, long offset)
    {
        foreach (var record in records)
        {
            if (TarAttributes.IsAttribute(record.Key))
            {
                _globalAttributes = _globalAttributes.With(record, offset);
                if (_globalAttributes.Values.Count > MaximumGlobalAttributes)
                {
                    throw ArchivePath.TooMuch(
                        TarReader.FormatName, offset, $"global headers have more than {MaximumGlobalAttributes} extended attributes for all members.");
                }
            }
            else if (IsOfAnyMember(record.Key))
            {
                _global[record.Key] = record.Value;
            }
        }
    }

    /// <summary>Takes records of the next member's own.</summary>
    public void Add(IEnumerable<PaxRecord> records)
    {
        foreach (var record in records)
        {
            HasRecords = true;
            if (TarAttributes.IsAttribute(record.Key))
            {
                _localAttributes.Add(record);
            }
            else if (record.Key is SparseOffset or SparseLength)
            {
                _sparseNumbers.Add(record);
            }
            else if (IsOfAnyMember(record.Key) || IsOfSparseMember(record.Key))
            {
                _local[record.Key] = record.Value;
            }
        }
    }

    public void Clear()
    {
        HasRecords = false;
        _local.Clear();
        _localAttributes.Clear();
        _sparseNumbers.Clear();
    }

    /// <summary>Works out what holds for the member at an offset.</summary>
    public void Apply(long offset)
    {
        _offset = offset;
        Sparse = ReadSparse();
        ExtendedAttributes = _localAttributes.Aggregate(_globalAttributes, (attributes, record) => attributes.With(record, offset)).Values;
    }

    public byte[]? Text(string key) =>
        (_local.TryGetValue(key, out var value) || _global.TryGetValue(key, out value)) && value.Length > 0 ? value : null;

    public long? Number(string key) => Text(key) is { } value ? PaxRecords.ParseNumber(value, key, _offset) : null;

    static bool IsOfAnyMember(string key) => key is PaxRecords.Path or PaxRecords.LinkPath or PaxRecords.Size or PaxRecords.UserId
        or PaxRecords.GroupId or PaxRecords.ModifiedAt;

    // Where the holes of one file are says nothing about other files: these are not taken from global headers.
    static bool IsOfSparseMember(string key) => key is SparseName or SparseMajor or SparseSize or SparseRealSize or SparseMap;

    TarSparseMap? ReadSparse()
    {
        if ((Number(SparseMajor) ?? 0) == 1)
        {
            return new TarSparseMap(Number(SparseRealSize) ?? throw TarSparseMap.Invalid(_offset), null);
        }

        if (Text(SparseMap) is { } list)
        {
            return new TarSparseMap(RealSize(), TarSparseMap.ParseList(list, _offset));
        }

        // Format 0.0 repeats two records for each part.
        return _sparseNumbers.Count == 0
            ? null
            : new TarSparseMap(
                RealSize(), TarSparseMap.Pair([.. _sparseNumbers.Select(record => PaxRecords.ParseNumber(record.Value, record.Key, _offset))], _offset));
    }

    long RealSize() => Number(SparseSize) ?? Number(SparseRealSize) ?? throw TarSparseMap.Invalid(_offset);
}
