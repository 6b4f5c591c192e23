using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace TalosBoot.Core.Documents;

/// <summary>
/// The one reader of JSON that comes from outside. The library's own finds out late, and with exceptions of other kinds, that a text is none
/// (half of a surrogate pair, bytes that are not UTF-8), and puts nulls into lists. Here both are <see cref="JsonException"/>s from the start.
/// </summary>
internal static class StrictJson
{
    /// <summary>How deep objects and lists may be nested where the caller says nothing; one bit each fits a word.</summary>
    const int MaximumDepth = 64;

    /// <summary>Reads a document. Null items of lists are left for the caller to find.</summary>
    /// <param name="json">The document; a byte order mark, which some tools write, is passed over.</param>
    /// <param name="options">How it is read. Comments and trailing commas are refused whatever they say.</param>
    /// <exception cref="JsonException">It is no JSON, or a text in it is none.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json, JsonDocumentOptions options = default)
    {
        json = json[MarkLength(json.Span)..];
        Check(new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = Math.Min(options.MaxDepth, MaximumDepth) }), allowsNullItems: true);
        return JsonDocument.Parse(json, options);
    }

    /// <summary>Reads a document into an object.</summary>
    /// <param name="json">The document; a byte order mark is passed over.</param>
    /// <param name="type">How the object is read.</param>
    /// <returns>Null for the document <c>null</c>.</returns>
    /// <exception cref="JsonException">It is no JSON, a text in it is none, an item of a list is null, or it does not fit the object.</exception>
    public static T? Deserialize<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        json = json[MarkLength(json)..];
        Check(new Utf8JsonReader(json), allowsNullItems: false);
        return JsonSerializer.Deserialize(json, type);
    }

    /// <summary>Reads the first value of a text into an object, whatever follows it, as Go's decoder does.</summary>
    /// <param name="json">The text; a byte order mark is passed over.</param>
    /// <param name="type">How the object is read.</param>
    /// <returns>Null for white space alone, and for the value <c>null</c>.</returns>
    /// <exception cref="JsonException">The first value is no JSON, a text in it is none, an item of a list is null, or it does not fit.</exception>
    public static T? DeserializeFirst<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        json = json[MarkLength(json)..].TrimStart(" \t\r\n"u8);
        if (json.IsEmpty)
        {
            return null;
        }

        var first = new Utf8JsonReader(json, new JsonReaderOptions { AllowMultipleValues = true });
        first.Read();
        first.Skip();
        return Deserialize(json[..(int)first.BytesConsumed], type);
    }

    static int MarkLength(ReadOnlySpan<byte> json) => json.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;

    static void Check(Utf8JsonReader reader, bool allowsNullItems)
    {
        // One bit a level: whether it is a list.
        var lists = 0UL;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray or JsonTokenType.StartObject:
                    lists = (lists << 1) | (reader.TokenType == JsonTokenType.StartArray ? 1UL : 0);
                    break;

                case JsonTokenType.EndArray or JsonTokenType.EndObject:
                    lists >>= 1;
                    break;

                case JsonTokenType.Null when !allowsNullItems && (lists & 1) != 0:
                    throw new JsonException($"an item of a list is null, at byte {reader.TokenStartIndex}");

                case JsonTokenType.String or JsonTokenType.PropertyName when reader.ValueIsEscaped || !Ascii.IsValid(reader.ValueSpan):
                    CheckText(reader);
                    break;
            }
        }
    }

    static void CheckText(Utf8JsonReader reader)
    {
        var buffer = ArrayPool<char>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            reader.CopyString(buffer);
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException($"a text is not valid, at byte {reader.TokenStartIndex}", exception);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer, clearArray: true);
        }
    }
}
