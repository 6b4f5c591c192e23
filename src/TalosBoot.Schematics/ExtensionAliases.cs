using System.Diagnostics.CodeAnalysis;

namespace TalosBoot.Schematics;

/// <summary>Official extensions that were renamed. An Image Factory takes the old name for the new one where a catalog lacks the old (docs/formats/factory.md).</summary>
public static class ExtensionAliases
{
    const string Prefix = "siderolabs/";

    static readonly Dictionary<string, string> Table = new()
    {
        ["v4l-uvc"] = "v4l-uvc-drivers",
        ["usb-modem"] = "usb-modem-drivers",
        ["gasket"] = "gasket-driver",
        ["talos-vmtoolsd"] = "vmtoolsd-guest-agent",
        ["xe-guest-utilities"] = "xen-guest-agent",
        ["nvidia-container-toolkit"] = "nvidia-container-toolkit-lts",
        ["nvidia-open-gpu-kernel-modules"] = "nvidia-open-gpu-kernel-modules-lts",
        ["nonfree-kmod-nvidia"] = "nonfree-kmod-nvidia-lts",
        ["nvidia-fabricmanager"] = "nvidia-fabric-manager-lts",
        ["i915-ucode"] = "i915",
        ["amdgpu-firmware"] = "amdgpu",
    };

    /// <summary>Looks the new name of an extension up: one way, and one step.</summary>
    /// <param name="name">The old name, such as <c>siderolabs/i915-ucode</c>.</param>
    /// <param name="successor">The new one, when it was renamed.</param>
    public static bool TryFind(string name, [NotNullWhen(true)] out string? successor)
    {
        ArgumentNullException.ThrowIfNull(name);
        successor = name.StartsWith(Prefix, StringComparison.Ordinal) && Table.TryGetValue(name[Prefix.Length..], out var found) ? Prefix + found : null;
        return successor is not null;
    }
}
