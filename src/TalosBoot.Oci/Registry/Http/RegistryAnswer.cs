using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.Registry.Http;

/// <summary>An answer whose head has come.</summary>
internal sealed class RegistryAnswer(HttpResponseMessage response, Uri address, RegistryOptions options, IReadOnlyCollection<string> secrets) : IDisposable
{
    public HttpStatusCode Status => response.StatusCode;

    /// <summary>Where the answer came from at last, with the query.</summary>
    public Uri Address => address;

    /// <summary>The method and the address without what may be secret.</summary>
    public string Description { get; } = $"{response.RequestMessage?.Method} {UrlRedaction.Redact(address)}";

    public HttpMethod Method => response.RequestMessage!.Method;

    /// <summary>What was shown to get this answer, and must not be told if the answer repeats it.</summary>
    public IReadOnlyCollection<string> Secrets => secrets;

    public long? ContentLength => response.Content.Headers.ContentLength;

    public ContentRangeHeaderValue? ContentRange => response.Content.Headers.ContentRange;

    public RetryConditionHeaderValue? RetryAfter => response.Headers.RetryAfter;

    /// <summary>The media type without its parameters, or the empty string.</summary>
    public string MediaType => Header("Content-Type")?.Split(';')[0].Trim() ?? string.Empty;

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>The first field of that name as it was sent, or null.</summary>
    public string? Header(string name) => Headers(name).FirstOrDefault();

    public IEnumerable<string> Headers(string name)
    {
        var found = response.Headers.NonValidated.TryGetValues(name, out var values)
            || response.Content.Headers.NonValidated.TryGetValues(name, out values);
        return found ? values : (IEnumerable<string>)[];
    }

    /// <summary>The digest that the registry tells of the content, or null.</summary>
    public Digest? ContentDigest => Digest.TryParse(Header("Docker-Content-Digest"), out var digest) ? digest : null;

    /// <summary>The whole body.</summary>
    /// <param name="limit">The most bytes that it may have.</param>
    /// <param name="patience">How long is waited for it.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="RegistryException">It is longer than the limit (TB2018), or does not come (TB2010, TB2017).</exception>
    public async Task<byte[]> ReadBodyAsync(int limit, Patience patience, CancellationToken cancellationToken)
    {
        if (ContentLength > limit)
        {
            throw OverLimit(ContentLength.Value, limit);
        }

        var body = await OpenBodyAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            using var guarded = Watch(body, patience);
            using var result = new MemoryStream();
            var buffer = new byte[16 * 1024];
            for (int count; (count = await guarded.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                result.Write(buffer, 0, count);
                if (result.Length > limit)
                {
                    throw OverLimit(result.Length, limit);
                }
            }

            return result.ToArray();
        }
    }

    /// <summary>A reader for the body that gives up in time.</summary>
    /// <param name="body">The opened body, which stays the caller's.</param>
    /// <param name="patience">How long is waited for it; null for as long as for any answer.</param>
    public GuardedBody Watch(Stream body, Patience? patience = null) => new(body, Description, patience ?? new Patience(options), options);

    /// <summary>The whole body, for which as long is waited as for any answer.</summary>
    /// <inheritdoc cref="ReadBodyAsync(int, Patience, CancellationToken)"/>
    public Task<byte[]> ReadBodyAsync(int limit, CancellationToken cancellationToken) => ReadBodyAsync(limit, new Patience(options), cancellationToken);

    public async Task<Stream> OpenBodyAsync(CancellationToken cancellationToken) =>
        await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);

    public void Dispose() => response.Dispose();

    RegistryException OverLimit(long length, int limit) => new(
        DiagnosticIds.RegistryAnswerOverLimit, Description,
        string.Create(CultureInfo.InvariantCulture, $"the answer has at least {length} bytes; the limit is {limit}. The registry is damaged or hostile."))
    {
        Status = Status,
    };
}
