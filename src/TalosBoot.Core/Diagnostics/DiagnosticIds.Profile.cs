namespace TalosBoot.Core.Diagnostics;

public static partial class DiagnosticIds
{
    /// <summary>The architecture is neither amd64 nor arm64.</summary>
    public const string InvalidArchitecture = "TB1001";

    /// <summary>No platform is named.</summary>
    public const string PlatformRequired = "TB1002";

    /// <summary>The platform is not known.</summary>
    public const string UnknownPlatform = "TB1003";

    /// <summary>The base profile is not known.</summary>
    public const string UnknownBaseProfile = "TB1004";

    /// <summary>No output kind is named.</summary>
    public const string OutputKindRequired = "TB1005";

    /// <summary>The output needs a bootloader, and <c>none</c> was chosen.</summary>
    public const string BootloaderRequired = "TB1006";

    /// <summary>A disk image has no options.</summary>
    public const string ImageOptionsRequired = "TB1007";

    /// <summary>A disk image has no size.</summary>
    public const string DiskSizeRequired = "TB1008";

    /// <summary>The output kind does not take that customization.</summary>
    public const string CustomizationNotSupported = "TB1009";

    /// <summary>The key of a META value is not a number from 0 to 255.</summary>
    public const string InvalidMetaKey = "TB1010";

    /// <summary>A META value is not written <c>key=value</c>, or cannot be decoded.</summary>
    public const string InvalidMetaValue = "TB1011";

    /// <summary>A profile document cannot be read.</summary>
    public const string InvalidProfileDocument = "TB1012";

    /// <summary>A text is not a value of its enumeration.</summary>
    public const string UnknownEnumText = "TB1013";

    /// <summary>Two profiles give one option values of different types.</summary>
    public const string MergeTypeMismatch = "TB1014";

    /// <summary>No Talos version is named.</summary>
    public const string VersionRequired = "TB1015";

    /// <summary>No output format is named.</summary>
    public const string OutFormatRequired = "TB1016";

    /// <summary>The catalog of official extensions does not have that extension.</summary>
    public const string UnknownExtension = "TB1017";

    /// <summary>No official overlay has the name.</summary>
    public const string UnknownOverlay = "TB1018";

    /// <summary>The reference of the base image of an installer, which names its archive, is none.</summary>
    public const string InstallerNameInvalid = "TB1019";

    /// <summary>The single-board computer is none that the Talos release has.</summary>
    public const string UnknownBoard = "TB1020";

    /// <summary>A signer is named in a way that nothing here knows.</summary>
    public const string SignerNotSupported = "TB1021";

    /// <summary>Some of the ready Secure Boot databases are given, and not all.</summary>
    public const string PartialEnrollmentDatabases = "TB1022";

    /// <summary>Microsoft's certificates are wanted, and were not given.</summary>
    public const string WellKnownCertificatesRequired = "TB1023";

    /// <summary>An option of a disk format is not known, or has no possible value.</summary>
    public const string InvalidDiskFormatOption = "TB1024";

    /// <summary>A disk has no format, or one that its sectors cannot have.</summary>
    public const string InvalidDiskFormat = "TB1025";

    /// <summary>The sectors of a disk have a size that is not possible.</summary>
    public const string InvalidDiskSectorSize = "TB1026";

    /// <summary>A disk cannot have the bootloader that was chosen.</summary>
    public const string BootloaderNotPossible = "TB1027";

    /// <summary>An image of an overlay for an installer is given without the overlay.</summary>
    public const string OverlayRequired = "TB1028";

    /// <summary>The kernel arguments are longer than any kernel takes.</summary>
    public const string KernelArgumentsTooLong = "TB1029";
}
