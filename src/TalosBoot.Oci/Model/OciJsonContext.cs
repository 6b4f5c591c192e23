using System.Text.Json.Serialization;

namespace TalosBoot.Oci.Model;

/// <summary>Reads the documents of images without reflection. They are written by <see cref="GoJson"/>.</summary>
/// <remarks>
/// The generated code sets what a document does not tell to null or 0, whatever the initializers of the types say: those that have a default take it
/// then, and also where a document tells null, as Go does.
/// </remarks>
[JsonSourceGenerationOptions(
    Converters = [typeof(DigestJsonConverter), typeof(TextMapJsonConverter)], GenerationMode = JsonSourceGenerationMode.Metadata, MaxDepth = 32,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(OciManifest))]
[JsonSerializable(typeof(OciIndex))]
[JsonSerializable(typeof(ImageConfig))]
[JsonSerializable(typeof(IReadOnlyList<DockerArchiveItem>))]
internal sealed partial class OciJsonContext : JsonSerializerContext;
