namespace TalosBoot.Boot.Uki;

/// <summary>The sections of a UKI.</summary>
internal static class UkiSectionNames
{
    public const string Sbat = ".sbat";
    public const string OsRelease = ".osrel";
    public const string CommandLine = ".cmdline";
    public const string KernelVersion = ".uname";
    public const string Splash = ".splash";
    public const string PcrPublicKey = ".pcrpkey";
    public const string Kernel = ".linux";
    public const string Initramfs = ".initrd";
    public const string Profile = ".profile";
    public const string PcrSignature = ".pcrsig";
}
