using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace TalosBoot.Yaml.Scalars;

/// <summary>
/// Go's texts are bytes that need not be UTF-8. Here a byte that is not part of valid UTF-8 stands as the lone surrogate U+DC00 + byte, so
/// that every text of Go has exactly one text of .NET.
/// </summary>
internal static class GoText
{
    const char ByteBase = '\uDC00';

    /// <summary>The text of bytes.</summary>
    public static string FromBytes(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        Span<char> characters = stackalloc char[2];
        while (!bytes.IsEmpty)
        {
            var isValid = Rune.DecodeFromUtf8(bytes, out var rune, out var length) == System.Buffers.OperationStatus.Done;
            if (isValid)
            {
                text.Append(characters[..rune.EncodeToUtf16(characters)]);
            }
            else
            {
                // Go takes one invalid byte at a time, whatever the decoder would skip.
                length = 1;
                text.Append((char)(ByteBase + bytes[0]));
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    /// <summary>The bytes of a text that is not valid UTF-8.</summary>
    /// <returns>False when the text is an ordinary one.</returns>
    public static bool TryGetInvalidBytes(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return false;
        }

        var result = new List<byte>(text.Length);
        var isInvalid = false;
        Span<byte> encoded = stackalloc byte[4];
        for (var index = 0; index < text.Length;)
        {
            if (Rune.TryGetRuneAt(text, index, out var rune))
            {
                result.AddRange(encoded[..rune.EncodeToUtf8(encoded)]);
                index += rune.Utf16SequenceLength;
                continue;
            }

            var isByte = text[index] is >= '\uDC80' and <= '\uDCFF';
            isInvalid |= isByte;
            if (isByte)
            {
                result.Add((byte)(text[index] - ByteBase));
            }
            else
            {
                result.AddRange("\uFFFD"u8);
            }

            index++;
        }

        bytes = isInvalid ? [.. result] : null;
        return isInvalid;
    }
}
