using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using TalosBoot.Archives.Trees;

namespace TalosBoot.Archives.Tar;

/// <summary>
/// Extended attributes of PAX records. What one more record makes of them shares the rest with what was before, so that the records of a
/// global header are decoded and held once, however many members they hold for.
/// </summary>
/// <param name="Values">The attributes.</param>
/// <param name="Exact">The names that records of the exact form gave.</param>
/// <param name="Length">The bytes of names and values together.</param>
internal sealed record TarAttributes(ImmutableSortedDictionary<string, ImmutableArray<byte>> Values, ImmutableHashSet<string> Exact, long Length)
{
    public static TarAttributes None { get; } = new(FileMetadata.NoExtendedAttributes, [], 0);

    /// <summary>Whether a record is one of an extended attribute.</summary>
    public static bool IsAttribute(string key) =>
        IsLongerThan(key, PaxRecords.SchilyAttribute) || key.StartsWith(PaxRecords.LibarchiveAttribute, StringComparison.Ordinal);

    /// <summary>Adds a record of an extended attribute.</summary>
    /// <param name="record">The record.</param>
    /// <param name="offset">Where it stands, for messages.</param>
    public TarAttributes With(PaxRecord record, long offset)
    {
        var (key, value) = record;
        if (IsLongerThan(key, PaxRecords.SchilyAttribute))
        {
            // An empty value is one like others here: it takes nothing back.
            var exactName = key[PaxRecords.SchilyAttribute.Length..];
            return Set(exactName, ImmutableCollectionsMarshal.AsImmutableArray(value)) with { Exact = Exact.Add(exactName) };
        }

        var name = Uri.UnescapeDataString(key[PaxRecords.LibarchiveAttribute.Length..]);
        var decoded = DecodeValue(value, key, offset);

        // Where both forms are there, the other one is exact.
        return Exact.Contains(name) ? this : value.Length == 0 ? Remove(name) : Set(name, decoded);
    }

    static bool IsLongerThan(string key, string prefix) => key.Length > prefix.Length && key.StartsWith(prefix, StringComparison.Ordinal);

    static ImmutableArray<byte> DecodeValue(byte[] value, string key, long offset)
    {
        // libarchive leaves the padding of base64 out.
        var text = Encoding.ASCII.GetString(value).TrimEnd('=');
        var buffer = new byte[value.Length];
        return Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), buffer, out var length)
            ? [.. buffer.AsSpan(0, length)]
            : throw PaxRecords.InvalidValue(key, offset);
    }

    TarAttributes Set(string name, ImmutableArray<byte> value) =>
        this with { Values = Values.SetItem(name, value), Length = Length - LengthOf(name) + name.Length + value.Length };

    TarAttributes Remove(string name) => this with { Values = Values.Remove(name), Length = Length - LengthOf(name) };

    long LengthOf(string name) => Values.TryGetValue(name, out var value) ? name.Length + value.Length : 0;
}
