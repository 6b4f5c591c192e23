using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.Model;

/// <summary>Reads the documents of images, and turns failures into ours.</summary>
internal static class OciDocuments
{
    public static OciManifest ReadManifest(ReadOnlySpan<byte> json, string source)
    {
        const string what = "an image manifest";
        var manifest = Read(json, OciJsonContext.Default.OciManifest, source, what);
        return manifest.Layers.Contains(null!) ? throw Invalid(source, what, null) : manifest;
    }

    public static OciIndex ReadIndex(ReadOnlySpan<byte> json, string source)
    {
        const string what = "an index";
        var index = Read(json, OciJsonContext.Default.OciIndex, source, what);
        return index.Manifests.Contains(null!) ? throw Invalid(source, what, null) : index;
    }

    public static ImageConfig ReadConfig(ReadOnlySpan<byte> json, string source) =>
        Read(json, OciJsonContext.Default.ImageConfig, source, "an image configuration");

    public static IReadOnlyList<DockerArchiveItem> ReadArchiveItems(ReadOnlySpan<byte> json, string source)
    {
        const string what = "the manifest of a docker archive";
        var items = Read(json, OciJsonContext.Default.IReadOnlyListDockerArchiveItem, source, what);
        return items.Contains(null!) ? throw Invalid(source, what, null) : items;
    }

    /// <summary>
    /// The media type that a document tells of itself, or else what it looks like: something with manifests is an index (docs/formats/oci.md).
    /// </summary>
    public static string GuessMediaType(ReadOnlySpan<byte> json, string source)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            return root.ValueKind != JsonValueKind.Object ? throw Invalid(source, "a manifest", null)
                : root.TryGetProperty("mediaType", out var told) && told.ValueKind == JsonValueKind.String && told.GetString() is { Length: > 0 } mediaType ? mediaType
                : root.TryGetProperty("manifests", out _) ? OciMediaTypes.Index
                : OciMediaTypes.Manifest;
        }
        catch (JsonException exception)
        {
            throw Invalid(source, "a manifest", exception);
        }
    }

    static T Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type, string source, string what)
        where T : class
    {
        try
        {
            // A byte order mark is no JSON, and some tools write it.
            return JsonSerializer.Deserialize(json.StartsWith("\uFEFF"u8) ? json[3..] : json, type) ?? throw Invalid(source, what, null);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            throw Invalid(source, what, exception);
        }
    }

    static RegistryException Invalid(string source, string what, Exception? cause) => new(
        DiagnosticIds.ManifestInvalid, source, $"{what} cannot be understood{(cause is null ? "." : $": {cause.Message}")} Make or fetch the image again.", cause);
}
