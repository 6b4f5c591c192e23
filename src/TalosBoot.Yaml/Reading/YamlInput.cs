using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using TalosBoot.Yaml.Scalars;

namespace TalosBoot.Yaml.Reading;

/// <summary>Turns bytes into the text of a document: UTF-8, or UTF-16 with a byte order mark; no character that YAML forbids.</summary>
internal static class YamlInput
{
    const char Delete = '\u007F';

    static readonly SearchValues<char> AlwaysForbidden = SearchValues.Create(
        [.. Enumerable.Range(0, ' ').Append(0xFFFE).Append(0xFFFF).Select(code => (char)code).Except("\t\n\r")]);

    static readonly SearchValues<char> ForbiddenOfOld = SearchValues.Create(
        [.. Enumerable.Range(0, ' ').Concat(Enumerable.Range(Delete, 0xA0 - Delete)).Append(0xFFFE).Append(0xFFFF).Select(code => (char)code)
            .Except(['\t', '\n', '\r', YamlCharacters.NextLine])]);

    /// <summary>Decodes bytes.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, YamlLimits limits, GoYamlRules rules)
    {
        CheckLength(bytes.Length, limits);
        if (bytes.StartsWith(Encoding.Unicode.Preamble) || bytes.StartsWith(Encoding.BigEndianUnicode.Preamble))
        {
            return CheckCharacters(DecodeUtf16(bytes[2..], isLittleEndian: bytes[0] == 0xFF), rules, isUtf16: true);
        }

        var hasMark = bytes.StartsWith(Encoding.UTF8.Preamble);
        var content = hasMark ? bytes[3..] : bytes;
        if (!Utf8.IsValid(content))
        {
            throw OfInvalidUtf8(content, hasMark ? 3 : 0, rules);
        }

        return CheckCharacters(Encoding.UTF8.GetString(content), rules, isUtf16: false, offset: hasMark ? 3 : 0);
    }

    /// <summary>Checks a text that is a document already.</summary>
    public static string Check(string text, YamlLimits limits, GoYamlRules rules)
    {
        CheckLength(text.Length, limits);
        var content = text.StartsWith(YamlCharacters.ByteOrderMark) ? text[1..] : text;
        CheckSurrogates(content, offset: 0);
        return CheckCharacters(content, rules, isUtf16: false);
    }

    static string DecodeUtf16(ReadOnlySpan<byte> bytes, bool isLittleEndian)
    {
        const int MarkLength = 2;
        var characters = new char[bytes.Length / 2];
        for (var index = 0; index < characters.Length; index++)
        {
            var unit = bytes.Slice(index * 2, 2);
            characters[index] = (char)(isLittleEndian
                ? BinaryPrimitives.ReadUInt16LittleEndian(unit)
                : BinaryPrimitives.ReadUInt16BigEndian(unit));
        }

        CheckSurrogates(characters, MarkLength);
        return bytes.Length % 2 == 0
            ? new string(characters)
            : throw Failure("incomplete UTF-16 character", characters, MarkLength + (characters.Length * 2));
    }

    static void CheckSurrogates(ReadOnlySpan<char> text, int offset)
    {
        for (var index = text.IndexOfAnyInRange('\uD800', '\uDFFF'); index >= 0 && index < text.Length; index++)
        {
            if (!char.IsSurrogate(text[index]))
            {
                continue;
            }

            var place = offset + (index * 2);
            if (char.IsLowSurrogate(text[index]))
            {
                throw Failure("unexpected low surrogate area", text[..index], place, text[index]);
            }

            if (index + 1 == text.Length)
            {
                throw Failure("incomplete UTF-16 surrogate pair", text[..index], place);
            }

            if (!char.IsLowSurrogate(text[index + 1]))
            {
                throw Failure("expected low surrogate area", text[..index], place + 2, text[index + 1]);
            }

            index++;
        }
    }

    static string CheckCharacters(string text, GoYamlRules rules, bool isUtf16, int offset = 0)
    {
        var index = text.AsSpan().IndexOfAny(rules.TakesControlCharacters ? AlwaysForbidden : ForbiddenOfOld);
        if (index < 0)
        {
            return text;
        }

        var before = text.AsSpan(0, index);
        var length = isUtf16 ? 2 + (index * 2) : offset + Encoding.UTF8.GetByteCount(before);
        throw Failure("control characters are not allowed", before, length, text[index]);
    }

    /// <summary>What the library says of bytes that are no UTF-8, unless it finds a forbidden character in front of them.</summary>
    static YamlReadException OfInvalidUtf8(ReadOnlySpan<byte> bytes, int offset, GoYamlRules rules)
    {
        var buffer = ArrayPool<char>.Shared.Rent(bytes.Length);
        try
        {
            Utf8.ToUtf16(bytes, buffer, out var read, out var written, replaceInvalidSequences: false);
            var before = buffer.AsSpan(0, written);
            CheckCharacters(before.ToString(), rules, isUtf16: false, offset);
            var (problem, value) = DescribeInvalidUtf8(bytes[read..]);
            return Failure(problem, before, offset + read, value);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    static (string Problem, int? Value) DescribeInvalidUtf8(ReadOnlySpan<byte> bytes)
    {
        var first = bytes[0];
        var (width, bits) = first switch
        {
            < 0x80 => (1, first),
            >= 0xC0 and < 0xE0 => (2, first & 0x1F),
            >= 0xE0 and < 0xF0 => (3, first & 0x0F),
            >= 0xF0 and < 0xF8 => (4, first & 0x07),
            _ => (0, 0),
        };
        if (width == 0)
        {
            return ("invalid leading UTF-8 octet", first);
        }

        if (bytes.Length < width)
        {
            return ("incomplete UTF-8 octet sequence", null);
        }

        foreach (var octet in bytes[1..width])
        {
            if ((octet & 0xC0) != 0x80)
            {
                return ("invalid trailing UTF-8 octet", octet);
            }

            bits = (bits << 6) | (octet & 0x3F);
        }

        var isOverlong = bits < width switch { 2 => 0x80, 3 => 0x800, 4 => 0x1_0000, _ => 0 };
        return isOverlong ? ("invalid length of a UTF-8 sequence", null) : ("invalid Unicode character", bits);
    }

    static void CheckLength(int length, YamlLimits limits)
    {
        if (length > limits.Length)
        {
            throw new YamlReadException(YamlFailure.Limit, $"the document has {length} bytes, the limit is {limits.Length}", default);
        }
    }

    static YamlReadException Failure(string problem, ReadOnlySpan<char> before, int offset, int? value = null)
    {
        var lineStart = before.LastIndexOfAny('\n', '\r') + 1;
        var mark = new YamlMark(before.Length, before.Count('\n'), before.Length - lineStart);
        return new YamlReadException(YamlFailure.Encoding, problem, mark) { Stage = YamlStage.Reader, Offset = offset, Value = value };
    }
}
