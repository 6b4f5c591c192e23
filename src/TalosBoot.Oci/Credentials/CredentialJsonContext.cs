using System.Text.Json.Serialization;

namespace TalosBoot.Oci.Credentials;

/// <summary>Reads files and helpers' answers without reflection. What is not about credentials is passed over.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata, MaxDepth = 32, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(DockerConfig))]
[JsonSerializable(typeof(CredentialHelperAnswer))]
internal sealed partial class CredentialJsonContext : JsonSerializerContext;
