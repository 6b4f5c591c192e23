namespace TalosBoot.Oci.Registry.Blobs;

/// <summary>Which servers gave bytes of a blob that turned out to be wrong, so that the others are asked for it (docs/formats/oci.md). For one download.</summary>
internal sealed class BlobTrust
{
    readonly HashSet<RegistryEndpoint> _used = [];
    readonly HashSet<RegistryEndpoint> _refused = [];

    public bool Trusts(RegistryEndpoint endpoint) => !_refused.Contains(endpoint);

    /// <summary>Notes that a server answers.</summary>
    public void NoteUse(RegistryEndpoint endpoint) => _used.Add(endpoint);

    /// <summary>Refuses whoever answered so far, as one of them was wrong.</summary>
    /// <returns>Whether anybody did.</returns>
    public bool RefuseUsed()
    {
        var any = _used.Count > 0;
        _refused.UnionWith(_used);
        _used.Clear();
        return any;
    }
}
