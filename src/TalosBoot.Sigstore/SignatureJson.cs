using System.Globalization;
using System.Text.Json;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Documents;

namespace TalosBoot.Sigstore;

/// <summary>
/// An object of a JSON document in the mapping of protocol buffers (oci.md 22.1): 64-bit numbers may be texts, bytes are base64 of either alphabet, members
/// that are null are absent, and unknown members are passed over. Whatever does not fit is one exception with the document's own id.
/// </summary>
internal readonly struct SignatureJson
{
    static readonly JsonDocumentOptions Options = new() { MaxDepth = SignatureLimits.JsonDepth, AllowDuplicateProperties = false };

    readonly JsonElement _element;
    readonly string _path;
    readonly string _subject;
    readonly string _diagnosticId;

    SignatureJson(JsonElement element, string path, string subject, string diagnosticId)
    {
        _element = element;
        _path = path;
        _subject = subject;
        _diagnosticId = diagnosticId;
    }

    /// <summary>Reads a document whose root is an object.</summary>
    public static SignatureJson Parse(ReadOnlyMemory<byte> json, int maximumLength, string subject, string diagnosticId)
    {
        if (json.Length > maximumLength)
        {
            throw new SignatureVerificationException(
                DiagnosticIds.SignatureOverLimit, subject, $"the document has {json.Length} bytes; the limit is {maximumLength}.");
        }

        try
        {
            using var document = StrictJson.Parse(json, Options);
            var root = new SignatureJson(document.RootElement.Clone(), string.Empty, subject, diagnosticId);
            return root._element.ValueKind == JsonValueKind.Object ? root : throw root.Invalid("it is no JSON object");
        }
        catch (JsonException exception)
        {
            throw new SignatureVerificationException(diagnosticId, subject, $"it is no JSON: {exception.Message}", exception);
        }
    }

    public bool Has(string name) => FindElement(name) is not null;

    public SignatureJson? Find(string name) => FindElement(name) is not { } element ? null
        : element.ValueKind == JsonValueKind.Object ? Child(element, name)
        : throw Invalid($"\"{PathOf(name)}\" is no object");

    public SignatureJson Get(string name) => Find(name) ?? throw Invalid($"\"{PathOf(name)}\" is missing");

    public string? FindText(string name)
    {
        if (FindElement(name) is not { } element)
        {
            return null;
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString() : throw Invalid($"\"{PathOf(name)}\" is no text");
    }

    public string GetText(string name) => FindText(name) is { Length: > 0 } text ? text : throw Invalid($"\"{PathOf(name)}\" is missing");

    public byte[]? FindBytes(string name) => FindText(name) is { } text ? Decode(text, PathOf(name)) : null;

    public byte[] GetBytes(string name) => FindBytes(name) is { Length: > 0 } bytes ? bytes : throw Invalid($"\"{PathOf(name)}\" is missing");

    /// <summary>A number that is not negative; 0 when absent, as protocol buffers have it.</summary>
    public long GetNumber(string name)
    {
        if (FindElement(name) is not { } element)
        {
            return 0;
        }

        long number;
        var isNumber = element.ValueKind == JsonValueKind.Number
            ? element.TryGetInt64(out number)
            : long.TryParse(FindText(name), NumberStyles.None, CultureInfo.InvariantCulture, out number);
        return isNumber && number >= 0 ? number : throw Invalid($"\"{PathOf(name)}\" is no number from 0 to {long.MaxValue}");
    }

    public IReadOnlyList<SignatureJson> GetObjects(string name, int limit)
    {
        var self = this;
        return [.. Items(name, limit).Select((item, index) => item.ValueKind == JsonValueKind.Object
            ? self.Child(item, $"{name}[{index}]")
            : throw self.Invalid($"\"{self.PathOf(name)}[{index}]\" is no object"))];
    }

    public IReadOnlyList<byte[]> GetByteTexts(string name, int limit)
    {
        var self = this;
        return [.. Items(name, limit).Select((item, index) => item.ValueKind == JsonValueKind.String
            ? self.Decode(item.GetString()!, $"{self.PathOf(name)}[{index}]")
            : throw self.Invalid($"\"{self.PathOf(name)}[{index}]\" is no text"))];
    }

    public SignatureVerificationException Invalid(string what) =>
        new(_diagnosticId, _subject, $"{what}. Make or fetch the document again.");

    JsonElement? FindElement(string name) =>
        _element.TryGetProperty(name, out var element) && element.ValueKind != JsonValueKind.Null ? element : null;

    SignatureJson Child(JsonElement element, string name) => new(element, PathOf(name), _subject, _diagnosticId);

    string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    IReadOnlyList<JsonElement> Items(string name, int limit)
    {
        if (FindElement(name) is not { } element)
        {
            return [];
        }

        return element.ValueKind != JsonValueKind.Array ? throw Invalid($"\"{PathOf(name)}\" is no list")
            : element.GetArrayLength() <= limit ? [.. element.EnumerateArray()]
            : throw new SignatureVerificationException(
                DiagnosticIds.SignatureOverLimit, _subject, $"\"{PathOf(name)}\" has {element.GetArrayLength()} items; the limit is {limit}.");
    }

    byte[] Decode(string text, string path) => SignatureBase64.TryDecode(text, out var bytes) ? bytes : throw Invalid($"\"{path}\" is no base64");
}
