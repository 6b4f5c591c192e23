using System.Collections.Frozen;

namespace TalosBoot.Factory.Requests;

/// <summary>Names that extensions had before (factory.md 5). They are tried when there is no extension of the name itself, one step, one way.</summary>
internal static class ExtensionAliases
{
    static readonly FrozenDictionary<string, string> Successors = new Dictionary<string, string>
    {
        ["siderolabs/v4l-uvc"] = "siderolabs/v4l-uvc-drivers",
        ["siderolabs/usb-modem"] = "siderolabs/usb-modem-drivers",
        ["siderolabs/gasket"] = "siderolabs/gasket-driver",
        ["siderolabs/talos-vmtoolsd"] = "siderolabs/vmtoolsd-guest-agent",
        ["siderolabs/xe-guest-utilities"] = "siderolabs/xen-guest-agent",
        ["siderolabs/nvidia-container-toolkit"] = "siderolabs/nvidia-container-toolkit-lts",
        ["siderolabs/nvidia-open-gpu-kernel-modules"] = "siderolabs/nvidia-open-gpu-kernel-modules-lts",
        ["siderolabs/nonfree-kmod-nvidia"] = "siderolabs/nonfree-kmod-nvidia-lts",
        ["siderolabs/nvidia-fabricmanager"] = "siderolabs/nvidia-fabric-manager-lts",
        ["siderolabs/i915-ucode"] = "siderolabs/i915",
        ["siderolabs/amdgpu-firmware"] = "siderolabs/amdgpu",
    }.ToFrozenDictionary();

    public static string? SuccessorOf(string name) => Successors.GetValueOrDefault(name);
}
