namespace TalosBoot.Oci.Registry;

/// <summary>A server that requests go to: a registry, or a mirror of one.</summary>
/// <param name="Host">The host with its port, as credentials are looked up for it.</param>
/// <param name="PathPrefix">The path up to the repository, without a slash at its end: <c>/v2</c>, mostly.</param>
/// <param name="Scheme">The scheme, where it is known; null to find out.</param>
/// <param name="Namespace">The registry that is mirrored; null when this is the registry itself.</param>
internal sealed record RegistryEndpoint(string Host, string PathPrefix, string? Scheme, string? Namespace)
{
    public static RegistryEndpoint Of(string registry) => new(registry, "/v2", null, null);

    public static RegistryEndpoint Of(RegistryMirror mirror, string registry)
    {
        var path = mirror.Address.AbsolutePath.TrimEnd('/');
        return new RegistryEndpoint(mirror.Address.Authority, mirror.OverridePath ? path : path + "/v2", mirror.Address.Scheme, registry);
    }
}
