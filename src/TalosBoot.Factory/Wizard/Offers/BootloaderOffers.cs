namespace TalosBoot.Factory.Wizard.Offers;

/// <summary>The bootloaders that a machine can be offered.</summary>
internal static class BootloaderOffers
{
    const string Both = "dual-boot";
    const string Grub = "grub";

    /// <summary>Those that can be built: upstream offers arm64 both of them, though one is for BIOS, which arm64 has not; Secure Boot starts systemd-boot only.</summary>
    public static IEnumerable<string> For(string architecture, bool isSecureBoot) =>
        new[] { "auto", "sd-boot", Grub, Both }.Where(name => !(name == Both && architecture == "arm64") && !(name is Grub or Both && isSecureBoot));

    /// <summary>The name of the text about one. It speaks of BIOS only where there is one.</summary>
    public static string NoteOf(string name, string architecture) =>
        name is "sd-boot" or Grub && architecture == "arm64" ? $"bootloader.{name}.note.arm64" : $"bootloader.{name}.note";
}
