namespace TalosBoot.FileSystems.Iso9660;

/// <summary>Which owners and modes an ISO image keeps.</summary>
public enum IsoPermissions
{
    /// <summary>As the tree has them.</summary>
    AsGiven,

    /// <summary>
    /// Owned by root, readable by all, writable by nobody, executable by all if by anybody: what <c>mkisofs -r</c> makes.
    /// </summary>
    ReadOnlyForAll,
}
