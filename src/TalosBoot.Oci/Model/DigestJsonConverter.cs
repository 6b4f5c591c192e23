using System.Text.Json;
using System.Text.Json.Serialization;
using TalosBoot.Core.Content;

namespace TalosBoot.Oci.Model;

/// <summary>Reads digests.</summary>
internal sealed class DigestJsonConverter : JsonConverter<Digest>
{
    public override Digest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Digest.TryParse(reader.GetString(), out var digest)
            ? digest
            : throw new JsonException("A digest is not sha256: and 64 hexadecimal digits in lower case.");

    public override void Write(Utf8JsonWriter writer, Digest value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
