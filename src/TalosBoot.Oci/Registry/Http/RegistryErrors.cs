using System.Net;
using System.Text;
using System.Text.Json;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Documents;

namespace TalosBoot.Oci.Registry.Http;

/// <summary>Makes exceptions of answers that are not what was hoped for (docs/formats/oci.md).</summary>
internal static class RegistryErrors
{
    const int MaximumBodyLength = 64 * 1024;

    /// <summary>The exception for an answer. The answer is not disposed.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="subject">What messages call what was asked for.</param>
    /// <param name="notFoundId">The id of 404.</param>
    /// <param name="cancellationToken">Stops reading the body.</param>
    public static async Task<RegistryException> CreateAsync(
        RegistryAnswer answer, string subject, string notFoundId, CancellationToken cancellationToken)
    {
        var (codes, text) = await ReadAsync(answer, cancellationToken).ConfigureAwait(false);
        var told = text.Length == 0 ? string.Empty : $" The registry says: {Clean(text, answer.Secrets)}";
        var id = answer.Status switch
        {
            HttpStatusCode.Unauthorized => DiagnosticIds.RegistryAuthenticationFailed,
            HttpStatusCode.Forbidden => DiagnosticIds.RegistryAccessDenied,
            HttpStatusCode.NotFound => notFoundId,
            HttpStatusCode.TooManyRequests => DiagnosticIds.RegistryTooManyRequests,
            _ => DiagnosticIds.RegistryRefused,
        };
        return new RegistryException(id, subject, $"{answer.Description} was answered with {(int)answer.Status}. {Advice(id)}{told}")
        {
            Status = answer.Status,
            Codes = codes,
        };
    }

    /// <summary>Whether all that the registry says is something that may pass.</summary>
    public static bool IsTemporary(RegistryException exception) => exception.Codes.Count == 0
        ? exception.Status is { } status ? RetryLoop.IsTransient(status) : RetryLoop.IsTransient(exception)
        : exception.Codes.All(code => code is "BLOB_UPLOAD_INVALID" or "TOOMANYREQUESTS" or "UNKNOWN" or "UNAVAILABLE");

    /// <summary>Text of a server as a message may carry it: short, on one line, and without what the client showed.</summary>
    public static string Clean(string text, IReadOnlyCollection<string> secrets)
    {
        foreach (var secret in secrets)
        {
            text = text.Replace(secret, "***", StringComparison.Ordinal).Replace(Uri.EscapeDataString(secret), "***", StringComparison.Ordinal);
        }

        return ForeignText.Quote(text);
    }

    static string Advice(string id) => id switch
    {
        DiagnosticIds.RegistryAuthenticationFailed => "Log in to the registry, or correct the credentials for it.",
        DiagnosticIds.RegistryAccessDenied => "Ask for access, or check the name.",
        DiagnosticIds.RegistryTooManyRequests => "Wait, log in, or use a mirror.",
        DiagnosticIds.RegistryRefused => "Try again later, or ask who runs the registry.",
        _ => "Check the name.",
    };

    static async Task<(IReadOnlyList<string> Codes, string Text)> ReadAsync(RegistryAnswer answer, CancellationToken cancellationToken)
    {
        byte[] body;
        try
        {
            body = answer.Method == HttpMethod.Head ? [] : await answer.ReadBodyAsync(MaximumBodyLength, cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException)
        {
            // The status is the error to tell; that its explanation does not come whole is not.
            return ([], string.Empty);
        }

        try
        {
            using var document = StrictJson.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("errors", out var errors)
                && errors.ValueKind == JsonValueKind.Array && errors.GetArrayLength() > 0
                ? Read(errors)
                : ([], Encoding.UTF8.GetString(body));
        }
        catch (JsonException)
        {
            return ([], Encoding.UTF8.GetString(body));
        }
    }

    static (IReadOnlyList<string> Codes, string Text) Read(JsonElement errors)
    {
        var all = errors.EnumerateArray().Where(error => error.ValueKind == JsonValueKind.Object).ToArray();
        return ([.. all.Select(error => Text(error, "code")).Where(code => code.Length is > 0 and < 100)],
            string.Join("; ", all.Select(error =>
                $"{Text(error, "code")}: {Text(error, "message")}{(Text(error, "detail") is { Length: > 0 } detail ? $"; {detail}" : string.Empty)}")));
    }

    static string Text(JsonElement error, string name) => error.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
        ? value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText()
        : string.Empty;
}
