using TalosBoot.Oci.Registry.Authorization;
using TalosBoot.Oci.Registry.Http;

namespace TalosBoot.Oci.Registry;

/// <summary>A registry that has been found: its scheme and host, and what it is shown.</summary>
internal sealed class RegistryConnection(Uri root, RegistryAuthorization authorization) : IDisposable
{
    public RegistryAuthorization Authorization => authorization;

    /// <summary>Whether an address is the registry's own, so that it may see credentials.</summary>
    public bool IsHome(Uri address) => RegistryScheme.IsSameOrigin(address, root);

    /// <summary>A registry behind a proxy that ends TLS calls itself by the wrong scheme; the one that it was reached by counts (docs/formats/oci.md).</summary>
    public Uri Rewrite(Uri address) =>
        address.Scheme != root.Scheme && string.Equals(address.Authority, root.Authority, StringComparison.OrdinalIgnoreCase)
            ? new UriBuilder(root) { Path = address.AbsolutePath, Query = address.Query }.Uri
            : address;

    /// <summary>The complete address of a request.</summary>
    public Uri Address(RegistryEndpoint endpoint, RegistryRequest request)
    {
        var path = request.Path.Length == 0 ? "/" : request.Path;
        var query = endpoint.Namespace is null ? request.Query
            : $"{request.Query}{(request.Query.Length == 0 ? string.Empty : "&")}ns={Uri.EscapeDataString(endpoint.Namespace)}";
        return new Uri(root, $"{endpoint.PathPrefix}{path}{(query.Length == 0 ? string.Empty : $"?{query}")}");
    }

    public void Dispose() => authorization.Dispose();
}
