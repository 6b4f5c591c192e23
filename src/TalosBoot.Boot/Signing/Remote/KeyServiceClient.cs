using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Signing.Remote;

/// <summary>
/// Talks to a service that keeps keys and speaks JSON over HTTP: answers are bounded, and whatever goes wrong is a <see cref="SigningException"/>. For
/// implementations of <see cref="IRemoteKey"/>. Thread-safe.
/// </summary>
/// <param name="client">The client to call with; the caller's to dispose.</param>
/// <param name="service">What messages call the service, such as <c>the vault</c>.</param>
/// <param name="explainRefusal">Tells from the status and the text of an answer that is no success which failure it is, and why.</param>
public sealed class KeyServiceClient(
    HttpClient client, string service, Func<HttpStatusCode, ReadOnlyMemory<byte>, (string DiagnosticId, string Reason)> explainRefusal)
{
    const int AnswerLimit = 1024 * 1024;

    /// <summary>Sends a request, and reads the answer.</summary>
    /// <param name="request">The request; the caller's to dispose. It is sent once.</param>
    /// <param name="what">What is asked for, for messages. No secret.</param>
    /// <param name="type">The document that a successful answer is.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <typeparam name="T">The document that a successful answer is.</typeparam>
    /// <returns>The document.</returns>
    /// <exception cref="SigningException">
    /// The service refused, with the id that its answer was explained by, or failed (TB4508), or the client gave up waiting (TB4509).
    /// </exception>
    public async Task<T> SendAsync<T>(HttpRequestMessage request, string what, JsonTypeInfo<T> type, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            await response.Content.LoadIntoBufferAsync(AnswerLimit, cancellationToken).ConfigureAwait(false);
            var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                return JsonSerializer.Deserialize(answer, type) ?? throw new JsonException("The answer is null.");
            }

            var (id, reason) = explainRefusal(response.StatusCode, answer);
            throw new SigningException(id, $"{service} refused {what} with {(int)response.StatusCode}: {ForeignText.Quote(reason)}");
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SigningException(
                DiagnosticIds.SignerTimedOut,
                $"{service} did not answer {what} before its HTTP client gave up. Check the network, or give the client a longer timeout.", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or InvalidOperationException or IOException)
        {
            throw new SigningException(DiagnosticIds.SignerFailed, $"{service} failed at {what}: {exception.Message}", exception);
        }
    }

    /// <summary>Reads the document of a refusal, which may be anything.</summary>
    /// <param name="answer">The text.</param>
    /// <param name="type">The document that it should be.</param>
    /// <typeparam name="T">The document that it should be.</typeparam>
    /// <returns>The document, or null for another text.</returns>
    public static T? ReadRefusal<T>(ReadOnlyMemory<byte> answer, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(answer.Span, type);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Decodes bytes of an answer.</summary>
    /// <param name="text">The text, or null where the answer has none.</param>
    /// <param name="decode">Decodes it, and throws a <see cref="FormatException"/> for what it cannot read.</param>
    /// <param name="what">What the bytes are, for messages.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="SigningException">They are missing, or no such text (TB4508).</exception>
    public byte[] Decode(string? text, Func<string, byte[]> decode, string what)
    {
        ArgumentNullException.ThrowIfNull(decode);
        try
        {
            return decode(text ?? throw new FormatException("It is missing."));
        }
        catch (FormatException exception)
        {
            throw new SigningException(DiagnosticIds.SignerFailed, $"{service} gave a {what} that cannot be read.", exception);
        }
    }
}
