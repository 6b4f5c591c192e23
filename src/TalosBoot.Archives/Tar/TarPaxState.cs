using System.Collections.Immutable;
using System.Text;
using TalosBoot.Archives.Trees;

namespace TalosBoot.Archives.Tar;

/// <summary>The PAX records that hold for the next member: the global ones, and over them its own. An empty value takes a record back.</summary>
internal sealed class TarPaxState
{
    public const string SparseName = "GNU.sparse.name";
    const string SparseMajor = "GNU.sparse.major";
    const string SparseSize = "GNU.sparse.size";
    const string SparseRealSize = "GNU.sparse.realsize";
    const string SparseMap = "GNU.sparse.map";
    const string SparseOffset = "GNU.sparse.offset";
    const string SparseLength = "GNU.sparse.numbytes";

    readonly List<PaxRecord> _local = [];
    readonly Dictionary<string, byte[]> _values = [];
    long _offset;

    /// <summary>Whether there are records of the next member's own.</summary>
    public bool HasRecords => _local.Count > 0;

    public TarSparseMap? Sparse { get; private set; }

    public long? ModifiedAt => _values.TryGetValue(PaxRecords.ModifiedAt, out var value) ? PaxRecords.ParseTime(value, PaxRecords.ModifiedAt, _offset) : null;

    public ImmutableSortedDictionary<string, ImmutableArray<byte>> ExtendedAttributes { get; private set; } = FileMetadata.NoExtendedAttributes;

    public void Add(IEnumerable<PaxRecord> records) => _local.AddRange(records);

    public void Clear() => _local.Clear();

    /// <summary>Works out what holds for the member at an offset.</summary>
    public void Apply(Dictionary<string, byte[]> global, long offset)
    {
        _offset = offset;
        _values.Clear();
        foreach (var (key, value) in global.Select(pair => (pair.Key, pair.Value)).Concat(_local.Select(record => (record.Key, record.Value))))
        {
            if (value.Length > 0 || key.StartsWith(PaxRecords.SchilyAttribute, StringComparison.Ordinal))
            {
                _values[key] = value;
            }
            else
            {
                _values.Remove(key);
            }
        }

        Sparse = _values.Count == 0 ? null : ReadSparse();
        ExtendedAttributes = ReadAttributes();
    }

    public byte[]? Text(string key) => _values.GetValueOrDefault(key);

    public long? Number(string key) => _values.TryGetValue(key, out var value) ? PaxRecords.ParseNumber(value, key, _offset) : null;

    ImmutableSortedDictionary<string, ImmutableArray<byte>> ReadAttributes()
    {
        var attributes = FileMetadata.NoExtendedAttributes.ToBuilder();
        foreach (var (key, value) in _values)
        {
            if (key.StartsWith(PaxRecords.LibarchiveAttribute, StringComparison.Ordinal))
            {
                attributes.TryAdd(DecodeName(key[PaxRecords.LibarchiveAttribute.Length..]), DecodeValue(value, key));
            }
        }

        // Where both forms are there, this one is exact.
        foreach (var (key, value) in _values)
        {
            if (key.Length > PaxRecords.SchilyAttribute.Length && key.StartsWith(PaxRecords.SchilyAttribute, StringComparison.Ordinal))
            {
                attributes[key[PaxRecords.SchilyAttribute.Length..]] = [.. value];
            }
        }

        return attributes.Count == 0 ? FileMetadata.NoExtendedAttributes : attributes.ToImmutable();
    }

    static string DecodeName(string name) => Uri.UnescapeDataString(name);

    ImmutableArray<byte> DecodeValue(byte[] value, string key)
    {
        // libarchive leaves the padding of base64 out.
        var text = Encoding.ASCII.GetString(value).TrimEnd('=');
        var buffer = new byte[value.Length];
        return Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), buffer, out var length)
            ? [.. buffer.AsSpan(0, length)]
            : throw PaxRecords.InvalidValue(key, _offset);
    }

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
        var numbers = _local.Where(record => record.Key is SparseOffset or SparseLength).ToList();
        return numbers.Count == 0
            ? null
            : new TarSparseMap(RealSize(), TarSparseMap.Pair([.. numbers.Select(record => PaxRecords.ParseNumber(record.Value, record.Key, _offset))], _offset));
    }

    long RealSize() => Number(SparseSize) ?? Number(SparseRealSize) ?? throw TarSparseMap.Invalid(_offset);
}
