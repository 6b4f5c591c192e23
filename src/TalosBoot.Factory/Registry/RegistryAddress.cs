using TalosBoot.Factory.Http;
using TalosBoot.Factory.Options;
using TalosBoot.Oci.Registry;

namespace TalosBoot.Factory.Registry;

/// <summary>Addresses in the registries that requests are handed to (docs/formats/factory.md, docs/formats/oci.md).</summary>
internal static class RegistryAddress
{
    /// <summary>Whether a registry is talked to without TLS.</summary>
    public static bool IsPlain(string registry, bool isInsecure) => isInsecure || RegistryClient.AllowsPlainHttp(registry);

    /// <summary>The address of something in a repository. What clients wrote of it stays one segment each, and leads nowhere else.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="resource">Such as <c>manifests</c>.</param>
    /// <param name="reference">A tag or digest.</param>
    /// <param name="query">The query without its question mark, as it was sent.</param>
    /// <exception cref="FactoryRequestException">A segment is <c>.</c> or <c>..</c>, which no address can hold as a name.</exception>
    public static Uri Of(RepositoryName repository, string resource, string reference, string query)
    {
        var path = string.Join('/', repository.Path.Split('/').Append(resource).Append(reference).Select(Escape));
        return new Uri(
            $"{(IsPlain(repository.Registry, repository.IsInsecure) ? "http" : "https")}://{repository.Registry}/v2/{path}{(query.Length > 0 ? "?" + query : string.Empty)}");
    }

    static string Escape(string segment) => segment is "." or ".."
        ? throw FactoryRequestException.NotFound("404 page not found")
        : Uri.EscapeDataString(segment).Replace("%3A", ":", StringComparison.Ordinal);
}
