using System.Text;

namespace TalosBoot.Archives.Trees;

/// <summary>
/// File names are bytes. They are kept as text: UTF-8 where they are UTF-8, and each byte that is not as the lone surrogate U+DC00 plus
/// the byte, so that any name survives a round trip.
/// </summary>
internal static class FileNames
{
    const char Escape = '\uDC00';

    /// <summary>The order of file systems: by the bytes.</summary>
    public static IComparer<string> ByteOrder { get; } = Comparer<string>.Create(Compare);

    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Ascii.IsValid(bytes))
        {
            return Encoding.ASCII.GetString(bytes);
        }

        var result = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var consumed) == System.Buffers.OperationStatus.Done)
            {
                result.Append(rune.ToString());
            }
            else
            {
                consumed = 1;
                result.Append((char)(Escape + bytes[0]));
            }

            bytes = bytes[consumed..];
        }

        return result.ToString();
    }

    public static byte[] Encode(string name)
    {
        if (!name.AsSpan().ContainsAnyInRange('\uDC80', '\uDCFF'))
        {
            return Encoding.UTF8.GetBytes(name);
        }

        var result = new List<byte>(name.Length * 2);
        Span<byte> utf8 = stackalloc byte[4];
        for (var index = 0; index < name.Length; index++)
        {
            if (name[index] is >= '\uDC80' and <= '\uDCFF')
            {
                result.Add((byte)(name[index] - Escape));
                continue;
            }

            Rune.DecodeFromUtf16(name.AsSpan(index), out var rune, out var consumed);
            result.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
            index += consumed - 1;
        }

        return [.. result];
    }

    static int Compare(string? left, string? right)
    {
        if (left is null || right is null)
        {
            return string.CompareOrdinal(left, right);
        }

        // Below the surrogates, the order of UTF-16 units is the order of UTF-8 bytes.
        return left.AsSpan().ContainsAnyInRange('\uD800', '\uFFFF') || right.AsSpan().ContainsAnyInRange('\uD800', '\uFFFF')
            ? Encode(left).AsSpan().SequenceCompareTo(Encode(right))
            : string.CompareOrdinal(left, right);
    }
}
