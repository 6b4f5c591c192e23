using System.Text.Json.Serialization;

namespace TalosBoot.Oci.Model;

/// <summary>Reads the documents of images without reflection. They are written by <see cref="GoJson"/>.</summary>
[JsonSourceGenerationOptions(
    Converters = [typeof(DigestJsonConverter)], GenerationMode = JsonSourceGenerationMode.Metadata, MaxDepth = 32,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(OciManifest))]
[JsonSerializable(typeof(OciIndex))]
[JsonSerializable(typeof(ImageConfig))]
[JsonSerializable(typeof(IReadOnlyList<DockerArchiveItem>))]
internal sealed partial class OciJsonContext : JsonSerializerContext;
