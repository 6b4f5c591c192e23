using System.Diagnostics.CodeAnalysis;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Profiles;

namespace TalosBoot.Platforms;

/// <summary>All platforms. A new platform is a new row.</summary>
public static class PlatformTable
{
    const string Cloud = "console=tty1 console=ttyS0 net.ifnames=0";
    const string NoDashboard = "talos.dashboard.disabled=1";
    const string NoKexec = "sysctl.kernel.kexec_load_disabled=1";
    const long MiB = 1024 * 1024;
    const long Small = 1246 * MiB;
    const long Medium = 8192 * MiB;
    const long Large = 10240 * MiB;

    /// <summary>The platforms, in order of their names.</summary>
    public static IReadOnlyList<TalosPlatform> All { get; } =
    [
        Same("akamai", "console=ttyS0 console=tty0 console=tty1 net.ifnames=0") with { Disk = Raw(OutFormat.Gz, Small) },
        Same("alibabacloud", Cloud) with { Disk = Qcow2(OutFormat.Raw, Small) },
        new("aws", (_, quirks) => quirks.NvmeCoreIoTimeoutAwsOnly ? $"{Cloud} nvme_core.io_timeout=4294967295" : Cloud) { Disk = Raw(OutFormat.Zst, Medium) },
        Same("azure", $"console=ttyS0,115200n8 earlyprintk=ttyS0,115200 rootdelay=300 net.ifnames=0 {NoDashboard} {NoKexec}") with
        {
            Disk = new(OutFormat.Zst, DiskFormat.Vhd, Medium) { FormatOptions = "subformat=fixed,force_size", HasSecureBoot = true },
        },
        Same("cloudstack", Cloud) with { Disk = Raw(OutFormat.Zst, Medium) with { HasSecureBoot = true } },
        Same("container", string.Empty),
        Same("digital-ocean", "console=ttyS0 console=tty0 console=tty1 net.ifnames=0") with { Disk = Raw(OutFormat.Gz, Medium) },
        PerArchitecture("equinixMetal", amd64: "console=ttyS1,115200n8", arm64: "console=ttyAMA0,115200") with { Aliases = ["packet"] },
        Same("exoscale", Cloud) with { Disk = Qcow2(OutFormat.Zst, Large) },
        Same("gcp", $"console=ttyS0 net.ifnames=0 {NoDashboard} {NoKexec}") with { Disk = Raw(OutFormat.TarGz, Medium) },
        Same("hcloud", Cloud) with { Disk = Raw(OutFormat.Zst, Small) },
        new("metal", MetalArguments) { Disk = Raw(OutFormat.Zst, Small) with { HasSecureBoot = true } },
        Same("nocloud", Cloud) with { Disk = Raw(OutFormat.Zst, Small) with { HasSecureBoot = true } },
        Same("opennebula", Cloud) with { Disk = Raw(OutFormat.Zst, Small) with { HasSecureBoot = true } },
        Same("openstack", Cloud) with { Disk = Raw(OutFormat.Zst, Small) with { HasSecureBoot = true } },
        Same("oracle", $"{Cloud} {NoDashboard}") with { Disk = Qcow2(OutFormat.Zst, Medium) },
        Same("scaleway", $"{Cloud} {NoDashboard}") with { Disk = Raw(OutFormat.Zst, Small) },
        Same("upcloud", "net.ifnames=0") with { Disk = Raw(OutFormat.Zst, Medium) },
        PerArchitecture(
            "vmware",
            amd64: "talos.config=guestinfo console=tty0 console=ttyS0 earlyprintk=ttyS0,115200 net.ifnames=0",
            arm64: "talos.config=guestinfo console=tty0 console=ttyAMA0 net.ifnames=0") with
        {
            Disk = new(OutFormat.Raw, DiskFormat.Ova, Medium) { HasSecureBoot = true },
        },
        Same("vultr", "net.ifnames=0") with { Disk = Raw(OutFormat.Zst, Medium) },
    ];

    /// <summary>Looks a platform up by its name or an alias.</summary>
    /// <param name="name">The name.</param>
    /// <param name="platform">The platform, when there is one.</param>
    public static bool TryFind(string name, [NotNullWhen(true)] out TalosPlatform? platform)
    {
        platform = All.FirstOrDefault(candidate => candidate.Name == name || candidate.Aliases.Contains(name));
        return platform is not null;
    }

    /// <summary>Looks a platform up by its name or an alias.</summary>
    /// <exception cref="ProfileValidationException">It is not known (TB1003).</exception>
    internal static TalosPlatform Find(string name) => TryFind(name, out var platform)
        ? platform
        : throw new ProfileValidationException(
            DiagnosticIds.UnknownPlatform, "platform", $"unknown platform: \"{name}\". Choose one of: {string.Join(", ", All.Select(known => known.Name))}.");

    static PlatformDisk Raw(OutFormat packing, long size) => new(packing, DiskFormat.Raw, size);

    static PlatformDisk Qcow2(OutFormat packing, long size) => new(packing, DiskFormat.Qcow2, size) { FormatOptions = "cluster_size=8k" };

    static TalosPlatform Same(string name, string arguments) => new(name, (_, _) => arguments);

    static TalosPlatform PerArchitecture(string name, string amd64, string arm64) =>
        new(name, (architecture, _) => architecture == Architecture.Arm64 ? arm64 : amd64);

    static string MetalArguments(Architecture architecture, TalosQuirks quirks) => (architecture, quirks.SupportsMetalPlatformConsoleTtyS0) switch
    {
        (Architecture.Arm64, _) => "console=ttyAMA0 console=tty0",
        (_, true) => "console=ttyS0 console=tty0",
        _ => "console=tty0",
    };
}
