using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Documents;

namespace TalosBoot.Oci.Model;

/// <summary>Reads the documents of images, and turns failures into ours.</summary>
internal static class OciDocuments
{
    public static OciManifest ReadManifest(ReadOnlySpan<byte> json, string source) =>
        Read(json, OciJsonContext.Default.OciManifest, source, "an image manifest");

    public static OciIndex ReadIndex(ReadOnlySpan<byte> json, string source) =>
        Read(json, OciJsonContext.Default.OciIndex, source, "an index");

    public static ImageConfig ReadConfig(ReadOnlySpan<byte> json, string source) =>
        Read(json, OciJsonContext.Default.ImageConfig, source, "an image configuration");

    public static IReadOnlyList<DockerArchiveItem> ReadArchiveItems(ReadOnlySpan<byte> json, string source)
    {
        const string what = "the manifest of a docker archive";
        var items = Read(json, OciJsonContext.Default.IReadOnlyListDockerArchiveItem, source, what);
        return items.Any(item => item.LayerSources?.Values.Contains(null) ?? false) ? throw Invalid(source, what, null) : items;
    }

    /// <summary>
    /// The media type that a document tells of itself, or else what it looks like: something with manifests is an index (oci.md 5.1).
    /// </summary>
    public static string GuessMediaType(ReadOnlyMemory<byte> json, string source)
    {
        try
        {
            using var document = StrictJson.Parse(json);
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
            return StrictJson.Deserialize(json, type) ?? throw Invalid(source, what, null);
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            throw Invalid(source, what, exception);
        }
    }

    static RegistryException Invalid(string source, string what, Exception? cause) => new(
        DiagnosticIds.ManifestInvalid, source, $"{what} cannot be understood{(cause is null ? "." : $": {cause.Message}")} Make or fetch the image again.", cause);
}
