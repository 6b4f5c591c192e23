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

    /// <summary>A folder or file is no OCI layout, docker archive, image cache or archive of a root file system.</summary>
    public const string ImageStoreInvalid = "TB2005";

    /// <summary>A blob that a manifest names is not there.</summary>
    public const string BlobNotFound = "TB2006";

    /// <summary>A container image is over a limit of its reader.</summary>
    public const string ImageOverLimit = "TB2007";

    /// <summary>The name of a container image has no place in an image cache, or takes that of another.</summary>
    public const string ImageCacheConflict = "TB2008";

    /// <summary>A registry cannot be reached, or a connection to it was lost.</summary>
    public const string RegistryUnreachable = "TB2010";

    /// <summary>A registry answered with an error.</summary>
    public const string RegistryRefused = "TB2011";

    /// <summary>A registry or its token server does not accept the credentials, or wants some.</summary>
    public const string RegistryAuthenticationFailed = "TB2012";

    /// <summary>A registry does not allow what was asked for.</summary>
    public const string RegistryAccessDenied = "TB2013";

    /// <summary>A registry names a token server that must not be asked.</summary>
    public const string TokenServerRefused = "TB2014";

    /// <summary>A registry leads to an address that must not be followed, or leads in circles.</summary>
    public const string RedirectRefused = "TB2015";

    /// <summary>A registry asks for fewer requests, and went on doing so.</summary>
    public const string RegistryTooManyRequests = "TB2016";

    /// <summary>A registry did not go on within the time that is allowed.</summary>
    public const string RegistryStalled = "TB2017";

    /// <summary>An answer of a registry is over a limit.</summary>
    public const string RegistryAnswerOverLimit = "TB2018";

    /// <summary>An answer of a registry is not what the protocol says.</summary>
    public const string RegistryAnswerInvalid = "TB2019";

    /// <summary>A file with credentials cannot be understood.</summary>
    public const string CredentialFileInvalid = "TB2020";

    /// <summary>A credential helper failed.</summary>
    public const string CredentialHelperFailed = "TB2021";
}
