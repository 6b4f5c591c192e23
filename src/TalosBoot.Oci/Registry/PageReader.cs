using System.Globalization;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Registry.Http;

namespace TalosBoot.Oci.Registry;

/// <summary>Reads lists that come in pages (docs/formats/oci.md).</summary>
internal sealed class PageReader(RegistrySession session, RegistryOptions options)
{
    // All pages of a list together, in documents of the greatest length.
    const int MaximumDocuments = 8;

    /// <summary>Reads all pages.</summary>
    /// <param name="request">The request for the first.</param>
    /// <param name="judge">Whether an answer is a page; null when it is an error.</param>
    /// <param name="read">Takes a page.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>Whether the first answer was a page.</returns>
    public async Task<bool> ReadAsync(
        RegistryRequest request, Func<RegistryAnswer, bool?> judge, Action<byte[]> read, CancellationToken cancellationToken)
    {
        var budget = (long)options.Limits.MaximumDocumentLength * MaximumDocuments;
        var patience = new Patience(options);
        var seen = new HashSet<Uri>();
        for (var pages = 1; ; pages++)
        {
            var start = patience.Now;
            using var answer = await session.SendAsync(request, cancellationToken).ConfigureAwait(false);
            patience.Note(start);
            var isPage = judge(answer) ?? throw await RegistryErrors.CreateAsync(
                answer, $"{session.Endpoint.Host}/{request.Repository}", DiagnosticIds.ImageNotFound, cancellationToken).ConfigureAwait(false);
            if (!isPage)
            {
                return pages > 1;
            }

            var page = await answer.ReadBodyAsync((int)Math.Min(budget, options.Limits.MaximumDocumentLength), patience, cancellationToken).ConfigureAwait(false);
            budget -= page.Length;
            read(page);
            if (Next(answer) is not { } next)
            {
                return true;
            }

            CheckGoesOn(pages, seen.Add(next), patience, $"{session.Endpoint.Host}/{request.Repository}");

            var connection = await session.ConnectAsync(cancellationToken).ConfigureAwait(false);
            request = request with { Address = CheckHome(connection, answer.Address, connection.Rewrite(next)) };
        }
    }

    void CheckGoesOn(int pages, bool isNew, Patience patience, string subject)
    {
        if (!isNew || pages == options.MaximumPages)
        {
            throw new RegistryException(
                DiagnosticIds.RegistryAnswerOverLimit, subject,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the list {(isNew ? $"has more than {pages} pages" : $"begins again after {pages} pages")}. The registry is damaged or hostile."));
        }

        if (patience.Left == TimeSpan.Zero)
        {
            throw patience.Exhausted(subject);
        }
    }

    static Uri? Next(RegistryAnswer answer)
    {
        var link = answer.Header("Link") ?? string.Empty;
        var end = link.IndexOf('>', StringComparison.Ordinal);
        return link.StartsWith('<') && end > 1 ? RedirectRules.Combine(answer.Address, link[1..end]) : null;
    }

    static Uri CheckHome(RegistryConnection connection, Uri from, Uri next) => connection.IsHome(next)
        ? next
        : throw new RegistryException(
            DiagnosticIds.RedirectRefused, UrlRedaction.Redact(from),
            $"the list is said to go on at {UrlRedaction.Redact(next)}, another server. Check the registry; it is wrongly configured or hostile.");
}
