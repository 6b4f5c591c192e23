namespace TalosBoot.Factory.Options;

/// <summary>The repositories of the releases.</summary>
public sealed class ComponentOptions
{
    /// <summary>The base of installer images since Talos 1.10.</summary>
    public string InstallerBase { get; set; } = "siderolabs/installer-base";

    /// <summary>The base of installer images before Talos 1.10.</summary>
    public string Installer { get; set; } = "siderolabs/installer";

    /// <summary>Kernel, initramfs and boot files; its tags are the known versions.</summary>
    public string Imager { get; set; } = "siderolabs/imager";

    /// <summary>The list of official extensions.</summary>
    public string ExtensionManifest { get; set; } = "siderolabs/extensions";

    /// <summary>The list of official overlays.</summary>
    public string OverlayManifest { get; set; } = "siderolabs/overlays";

    /// <summary>The programs talosctl.</summary>
    public string Talosctl { get; set; } = "siderolabs/talosctl-all";
}
