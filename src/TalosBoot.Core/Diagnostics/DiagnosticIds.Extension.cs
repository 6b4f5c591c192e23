namespace TalosBoot.Core.Diagnostics;

public static partial class DiagnosticIds
{
    /// <summary>An extension has a file beside its manifest and its root file system.</summary>
    public const string ExtensionUnexpectedFile = "TB3001";

    /// <summary>An extension has no manifest, or an empty one.</summary>
    public const string ExtensionManifestMissing = "TB3002";

    /// <summary>An extension has no root file system.</summary>
    public const string ExtensionRootFsMissing = "TB3003";

    /// <summary>An extension's manifest cannot be read, or is of an unknown version.</summary>
    public const string ExtensionManifestInvalid = "TB3004";

    /// <summary>An extension's version constraint cannot be read.</summary>
    public const string ExtensionConstraintInvalid = "TB3005";

    /// <summary>An extension does not fit the Talos version.</summary>
    public const string ExtensionIncompatible = "TB3006";

    /// <summary>An extension's firmware has a symbolic link that leads nowhere.</summary>
    public const string ExtensionFirmwareLink = "TB3007";

    /// <summary>Two extensions have firmware that cannot lie in one tree.</summary>
    public const string ExtensionFirmwareConflict = "TB3008";

    /// <summary>An extension has a file at a place that Talos does not allow.</summary>
    public const string ExtensionPathNotAllowed = "TB3009";

    /// <summary>An extension has a device, a named pipe or a socket.</summary>
    public const string ExtensionSpecialFile = "TB3010";

    /// <summary>The list of the official extensions is missing or cannot be read.</summary>
    public const string ExtensionCatalogInvalid = "TB3011";
}
