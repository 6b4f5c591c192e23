namespace TalosBoot.Core.Diagnostics;

public static partial class DiagnosticIds
{
    /// <summary>A text is no reference to a container image, or no platform.</summary>
    public const string ReferenceInvalid = "TB2001";

    /// <summary>There is no container image of that name or digest.</summary>
    public const string ImageNotFound = "TB2002";

    /// <summary>A manifest, index or configuration of a container image cannot be understood.</summary>
    public const string ManifestInvalid = "TB2003";

    /// <summary>A container image is there, and not for the platform that was asked for.</summary>
    public const string PlatformNotFound = "TB2004";

    /// <summary>A folder or file is no OCI layout, docker archive or archive of a root file system.</summary>
    public const string ImageStoreInvalid = "TB2005";

    /// <summary>A blob that a manifest names is not there.</summary>
    public const string BlobNotFound = "TB2006";

    /// <summary>A container image is over a limit of its reader.</summary>
    public const string ImageOverLimit = "TB2007";
}
