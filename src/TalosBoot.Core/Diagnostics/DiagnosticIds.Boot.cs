namespace TalosBoot.Core.Diagnostics;

public static partial class DiagnosticIds
{
    /// <summary>A file is no PE32+ image.</summary>
    public const string NotAPeImage = "TB4401";

    /// <summary>A header of a PE image has an impossible value.</summary>
    public const string PeHeaderInvalid = "TB4402";

    /// <summary>Sections of a PE image overlap, or lie where none may be.</summary>
    public const string PeSectionInvalid = "TB4403";

    /// <summary>A UEFI stub has a symbol table.</summary>
    public const string PeStubHasSymbols = "TB4404";

    /// <summary>A section that a UKI or its stub must have is missing.</summary>
    public const string UkiSectionMissing = "TB4405";

    /// <summary>A section of a UKI cannot be understood.</summary>
    public const string UkiSectionInvalid = "TB4406";

    /// <summary>A stub or kernel is for another architecture.</summary>
    public const string BootArchitectureMismatch = "TB4407";

    /// <summary>A file is no Linux kernel of a known kind.</summary>
    public const string KernelNotRecognized = "TB4408";

    /// <summary>The certificate table of a PE image is malformed, or there is no place for one.</summary>
    public const string CertificateTableInvalid = "TB4409";

    /// <summary>A file of GRUB is missing.</summary>
    public const string GrubFileMissing = "TB4420";

    /// <summary>A file of GRUB is damaged, or for another machine.</summary>
    public const string GrubFileDamaged = "TB4421";

    /// <summary>The list of what GRUB's modules need is damaged, or has a loop.</summary>
    public const string GrubDependenciesDamaged = "TB4422";

    /// <summary>A kernel or module of GRUB has a relocation of an unknown type.</summary>
    public const string GrubRelocationUnknown = "TB4423";

    /// <summary>A GRUB image does not fit where it is loaded.</summary>
    public const string GrubImageTooLarge = "TB5010";
}
