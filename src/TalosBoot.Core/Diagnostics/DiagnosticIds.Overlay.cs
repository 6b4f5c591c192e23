namespace TalosBoot.Core.Diagnostics;

public static partial class DiagnosticIds
{
    /// <summary>The overlay image has no installer of the name, and nothing else knows the board.</summary>
    public const string OverlayUnknown = "TB7001";

    /// <summary>An artifact of the overlay is missing in its image, or is no file.</summary>
    public const string OverlayArtifactMissing = "TB7002";

    /// <summary>A symbolic link leads out of the overlay's artifacts, or nowhere, or there is too much where links are followed.</summary>
    public const string OverlayLinkRefused = "TB7003";

    /// <summary>The overlay writes to the disk outside of the place that is reserved for it, or its program does not leave the disk as a file.</summary>
    public const string OverlayWriteRefused = "TB7004";

    /// <summary>An option of the overlay has a value of the wrong type.</summary>
    public const string OverlayOptionInvalid = "TB7005";

    /// <summary>The overlay would need a program of its image, and such programs are not run unless that is asked for.</summary>
    public const string OverlayProgramNotAllowed = "TB7006";

    /// <summary>A program of the overlay cannot be run on this machine.</summary>
    public const string OverlayProgramNotRunnable = "TB7007";

    /// <summary>A program of the overlay failed.</summary>
    public const string OverlayProgramFailed = "TB7008";

    /// <summary>A program of the overlay took longer than the time limit.</summary>
    public const string OverlayProgramTimeout = "TB7009";

    /// <summary>A program of the overlay wrote more than the limit.</summary>
    public const string OverlayProgramOverLimit = "TB7010";

    /// <summary>What the overlay, or a program of it, answered cannot be understood, or is not possible.</summary>
    public const string OverlayAnswerInvalid = "TB7011";

    /// <summary>What the overlay puts on the EFI system partition cannot lie there, or together with what is there.</summary>
    public const string OverlayFileRefused = "TB7012";

    /// <summary>The list of the official overlays is missing or cannot be read, or does not have the overlay.</summary>
    public const string OverlayCatalogInvalid = "TB7013";

    /// <summary>A profile of the overlay cannot be read.</summary>
    public const string OverlayProfileInvalid = "TB7014";

    /// <summary>The base image of an installer cannot be one.</summary>
    public const string InstallerBaseInvalid = "TB7015";

    /// <summary>A warning: the overlay names no bootloader and nobody else does, so GRUB was taken.</summary>
    public const string OverlayBootloaderForced = "TB7051";

    /// <summary>A warning: the bootloader that was chosen installs nothing of the overlay.</summary>
    public const string OverlayNotInstalled = "TB7052";
}
