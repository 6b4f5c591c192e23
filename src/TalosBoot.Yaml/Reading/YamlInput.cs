using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using TalosBoot.Yaml.Scalars;

namespace TalosBoot.Yaml.Reading;

/// <summary>Turns bytes into the text of a document: UTF-8, or UTF-16 with a byte order mark; no character that YAML forbids.</summary>
internal static class YamlInput
{
    static readonly SearchValues<char> Forbidden = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Append(0xFFFE).Append(0xFFFF).Select(code => (char)code)
            .Where(character => character is not ('\t' or '\n' or '\r' or YamlCharacters.NextLine or (>= ' ' and <= '~')))]);

    /// <summary>Decodes bytes.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, YamlLimits limits)
    {
        CheckLength(bytes.Length, limits);
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[3..];
        }
        else if (bytes.StartsWith(Encoding.Unicode.Preamble) || bytes.StartsWith(Encoding.BigEndianUnicode.Preamble))
        {
            return Check(DecodeUtf16(bytes[2..], isLittleEndian: bytes[0] == 0xFF));
        }

        var text = string.Create(CountOf(bytes), bytes, static (characters, source) => Utf8.ToUtf16(source, characters, out _, out _));
        return CheckCharacters(text);
    }

    /// <summary>Checks a text that is a document already.</summary>
    public static string Check(string text, YamlLimits limits)
    {
        CheckLength(text.Length, limits);
        return Check(text.StartsWith(YamlCharacters.ByteOrderMark) ? text[1..] : text);
    }

    static string DecodeUtf16(ReadOnlySpan<byte> bytes, bool isLittleEndian)
    {
        var characters = new char[bytes.Length / 2];
        for (var index = 0; index < characters.Length; index++)
        {
            var unit = bytes.Slice(index * 2, 2);
            characters[index] = (char)(isLittleEndian
                ? BinaryPrimitives.ReadUInt16LittleEndian(unit)
                : BinaryPrimitives.ReadUInt16BigEndian(unit));
        }

        return bytes.Length % 2 == 0 ? new string(characters) : throw Failure("incomplete UTF-16 character", characters);
    }

    static string Check(string text)
    {
        for (var index = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); index >= 0 && index < text.Length; index++)
        {
            if (!char.IsSurrogate(text[index]))
            {
                continue;
            }

            if (index + 1 == text.Length || !char.IsSurrogatePair(text[index], text[index + 1]))
            {
                throw Failure("invalid Unicode character", text.AsSpan(0, index));
            }

            index++;
        }

        return CheckCharacters(text);
    }

    static string CheckCharacters(string text)
    {
        var index = text.AsSpan().IndexOfAny(Forbidden);
        return index < 0 ? text : throw Failure("control characters are not allowed", text.AsSpan(0, index));
    }

    static int CountOf(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetCharCount(bytes);
        }

        var buffer = ArrayPool<char>.Shared.Rent(bytes.Length);
        try
        {
            Utf8.ToUtf16(bytes, buffer, out _, out var written, replaceInvalidSequences: false);
            throw Failure("invalid UTF-8", buffer.AsSpan(0, written));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    static void CheckLength(int length, YamlLimits limits)
    {
        if (length > limits.Length)
        {
            throw new YamlReadException(YamlFailure.Limit, $"the document has {length} bytes, the limit is {limits.Length}", default);
        }
    }

    static YamlReadException Failure(string problem, ReadOnlySpan<char> before)
    {
        var lineStart = before.LastIndexOfAny('\n', '\r') + 1;
        var mark = new YamlMark(before.Length, before.Count('\n'), before.Length - lineStart);
        return new YamlReadException(YamlFailure.Encoding, problem, mark) { Stage = "reader" };
    }
}
