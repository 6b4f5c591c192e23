using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TalosBoot.Core.Documents;

/// <summary>Reads and writes a value in JSON as the text that it is parsed from and converted to, as a value or as the name of a member.</summary>
/// <typeparam name="T">A type whose <see cref="object.ToString"/> gives a text that it can be parsed from.</typeparam>
public sealed class ParsableJsonConverter<T> : JsonConverter<T>
    where T : IParsable<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? Parse(reader.GetString()!) : throw new JsonException($"A {typeof(T).Name} is a string.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToString());
    }

    /// <inheritdoc/>
    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Parse(reader.GetString()!);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName(value.ToString()!);
    }

    static T Parse(string text) => T.TryParse(text, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw new JsonException($"This is no {typeof(T).Name}.");
}
