namespace TalosBoot.Factory.Options;

/// <summary>Where releases come from, and where schematics and installer images go.</summary>
public sealed class ArtifactOptions
{
    /// <summary>
    /// A folder with the images of the releases and their signatures: a bundle, or an OCI image layout whose entries have full names. It is read in place of
    /// <see cref="CoreRegistry"/>, and what is added to it is seen by the next start. Empty (the default): the registry.
    /// </summary>
    public string CoreFolder { get; set; } = string.Empty;

    /// <summary>The registry of the releases, which their names begin with. Default <c>ghcr.io</c>.</summary>
    public string CoreRegistry { get; set; } = "ghcr.io";

    /// <summary>What stands before every repository of the releases; empty (the default) for nothing.</summary>
    public string CoreNamespace { get; set; } = string.Empty;

    /// <summary>Whether the registry of the releases is talked to without TLS. Default false.</summary>
    public bool IsCoreInsecure { get; set; }

    /// <summary>The repositories of the releases.</summary>
    public ComponentOptions Components { get; set; } = new();

    /// <summary>A repository of a registry for schematics; null (the default) for a folder of <see cref="StorageOptions.Folder"/>.</summary>
    public RepositoryName? Schematics { get; set; }

    /// <summary>
    /// Where installer images are pushed to: below this name, <c>IMAGE/SCHEMATIC</c>. Null (the default): they lie in
    /// <see cref="StorageOptions.Folder"/>, and this service is their registry.
    /// </summary>
    public RepositoryName? Installers { get; set; }

    /// <summary>The same place under the name that clients reach; null (the default): the service hands requests through.</summary>
    public RepositoryName? ExternalInstallers { get; set; }

    /// <summary>How long the list of Talos versions is used before it is read again. Default 15 minutes.</summary>
    public TimeSpan VersionRecheckInterval { get; set; } = TimeSpan.FromMinutes(15);
}
