using TalosBoot.Profiles.Reading;

namespace TalosBoot.Profiles;

/// <summary>What upstream calls the files that come out (docs/formats/profile.md).</summary>
public static class ProfileFileNames
{
    /// <summary>The name of the asset before it is packed, such as <c>metal-amd64.iso</c>.</summary>
    /// <param name="profile">The profile.</param>
    public static string Unpacked(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        var suffix = profile.SecureBoot == true ? "-secureboot" : string.Empty;
        var board = profile.Board.Length > 0 ? $"-{profile.Board}" : string.Empty;
        var name = $"{profile.Platform}{board}-{profile.Arch}{suffix}";
        return profile.Output.Kind switch
        {
            OutputKind.Iso => $"{name}.iso",
            OutputKind.Image => $"{name}.{EnumText.Of(profile.Output.ImageOptions?.DiskFormat ?? DiskFormat.Unknown)}",
            OutputKind.Installer => $"installer-{profile.Arch}{suffix}.tar",
            OutputKind.Kernel => $"kernel-{profile.Arch}",
            OutputKind.Initramfs => $"initramfs-{name}.xz",
            OutputKind.Uki => $"{name}-uki.efi",
            OutputKind.Cmdline => $"cmdline-{name}",
            _ => throw new ArgumentException("The profile has no output kind.", nameof(profile)),
        };
    }

    /// <summary>The name of the file that comes out, such as <c>metal-amd64.raw.zst</c>.</summary>
    /// <param name="profile">The profile.</param>
    public static string Packed(Profile profile) =>
        Unpacked(profile) + (profile.Output.OutFormat is OutFormat.Raw or OutFormat.Unknown ? string.Empty : EnumText.Of(profile.Output.OutFormat));
}
