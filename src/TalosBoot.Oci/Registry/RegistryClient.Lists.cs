using System.Globalization;
using System.Net;
using System.Text.Json;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Documents;
using TalosBoot.Oci.Model;
using TalosBoot.Oci.Registry.Http;
using TalosBoot.Oci.Registry.Push;

namespace TalosBoot.Oci.Registry;

public sealed partial class RegistryClient
{
    // Some registries refuse to list more at once (docs/formats/oci.md).
    const string PageSize = "n=1000";

    /// <summary>Lists the tags of a repository, in the registry's order.</summary>
    /// <param name="repository">A reference of the repository, whatever its tag or digest.</param>
    /// <param name="cancellationToken">Stops listing.</param>
    /// <exception cref="RegistryException">There is no such repository (TB2002), or the registry fails: see the remarks of this type.</exception>
    public Task<IReadOnlyList<string>> ListTagsAsync(ImageReference repository, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        return PullAsync(repository, (session, name) => ListAsync(session, TagsRequest(name), "tags", cancellationToken));
    }

    /// <summary>Lists the repositories of a registry. Many registries do not allow that.</summary>
    /// <param name="registry">The host, with its port where it has one.</param>
    /// <param name="cancellationToken">Stops listing.</param>
    /// <exception cref="RegistryException">The registry fails: see the remarks of this type.</exception>
    public Task<IReadOnlyList<string>> ListRepositoriesAsync(string registry, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(registry);
        var request = new RegistryRequest(HttpMethod.Get, string.Empty, "/_catalog") { Query = PageSize, Scopes = ["registry:catalog:*"] };
        return ListAsync(Session(RegistryEndpoint.Of(registry)), request, "repositories", cancellationToken);
    }

    /// <summary>Lists the manifests that are about another one, such as its signatures.</summary>
    /// <param name="reference">The other one, by its digest.</param>
    /// <param name="artifactType">The kind of artifact to list; null for all.</param>
    /// <param name="cancellationToken">Stops listing.</param>
    /// <exception cref="ArgumentException">The reference has no digest.</exception>
    /// <exception cref="RegistryException">The registry fails: see the remarks of this type.</exception>
    public async Task<IReadOnlyList<OciDescriptor>> ListReferrersAsync(
        ImageReference reference, string? artifactType = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        var digest = reference.Digest ?? throw new ArgumentException("Referrers belong to a digest, not to a tag.", nameof(reference));
        var all = await FindReferrersAsync(reference, artifactType, isForPush: false, cancellationToken).ConfigureAwait(false)
            ?? await new ReferrerTag(this, reference).ReadAsync(ReferrerTag.Of(reference, digest), isForPush: false, cancellationToken).ConfigureAwait(false);
        return [.. all.Where(entry => artifactType is null || entry.ArtifactType == artifactType)];
    }

    /// <summary>
    /// What a mirror or the registry itself keeps about a manifest; null when none of them keeps such things. Many mirrors do not, for a registry that does.
    /// </summary>
    internal Task<IReadOnlyList<OciDescriptor>?> FindReferrersAsync(
        ImageReference reference, string? artifactType, bool isForPush, CancellationToken cancellationToken) => PullAsync(
        reference, (session, name) => FindReferrersAsync(
            session,
            new RegistryRequest(HttpMethod.Get, name, $"/{name}/referrers/{reference.Digest}")
            {
                Accept = OciMediaTypes.Index,
                Query = artifactType is null ? string.Empty : $"artifactType={Uri.EscapeDataString(artifactType)}",
                Scopes = [RegistryRequest.PullScope(name)],
            },
            reference.ToString(), cancellationToken),
        isForPush);

    static RegistryRequest TagsRequest(string repository) => new(HttpMethod.Get, repository, $"/{repository}/tags/list")
    {
        Query = PageSize,
        Scopes = [RegistryRequest.PullScope(repository)],
    };

    async Task<IReadOnlyList<OciDescriptor>?> FindReferrersAsync(
        RegistrySession session, RegistryRequest request, string subject, CancellationToken cancellationToken)
    {
        var entries = new List<OciDescriptor>();
        var isKept = await new PageReader(session, _options).ReadAsync(
            request,
            answer => answer.Status switch
            {
                HttpStatusCode.OK => answer.MediaType == OciMediaTypes.Index,
                HttpStatusCode.NotFound or HttpStatusCode.BadRequest or HttpStatusCode.NotAcceptable => false,
                _ => null,
            },
            page => entries.AddRange(OciDocuments.ReadIndex(page, subject).Manifests),
            cancellationToken).ConfigureAwait(false);
        return isKept ? entries : null;
    }

    async Task<IReadOnlyList<string>> ListAsync(RegistrySession session, RegistryRequest request, string member, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await new PageReader(session, _options).ReadAsync(
            request,
            answer => answer.Status == HttpStatusCode.OK ? true : null,
            page => names.AddRange(Names(page, member, session.Endpoint.Host)),
            cancellationToken).ConfigureAwait(false);
        return names;
    }

    static List<string> Names(byte[] page, string member, string host)
    {
        try
        {
            using var document = StrictJson.Parse(page, new JsonDocumentOptions { MaxDepth = 8 });
            return document.RootElement.TryGetProperty(member, out var list) && list.ValueKind != JsonValueKind.Null
                ? [.. list.EnumerateArray().Select(item => item.GetString() ?? throw new JsonException("A name is null."))]
                : [];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new RegistryException(
                DiagnosticIds.RegistryAnswerInvalid, host,
                string.Create(CultureInfo.InvariantCulture, $"the list of {member} cannot be understood: {exception.Message} Check the registry."), exception);
        }
    }
}
