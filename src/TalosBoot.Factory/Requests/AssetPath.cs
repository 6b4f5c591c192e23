using TalosBoot.Core.Versions;
using TalosBoot.Factory.Http;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Resolving;

namespace TalosBoot.Factory.Requests;

/// <summary>Reads the file names that <c>/image/</c> knows (docs/formats/factory.md). The first shape that fits decides.</summary>
internal static class AssetPath
{
    const string SecureBootSuffix = "-secureboot";
    const string Step = "error parsing profile from path";
    const string InstallerWord = "-installer-";
    const long DefaultDiskSize = 8192L << 20;

    static readonly (string Suffix, OutFormat Format)[] Packings = [(".tar.gz", OutFormat.TarGz), (".gz", OutFormat.Gz), (".xz", OutFormat.Xz), (".zst", OutFormat.Zst)];
    static readonly (string Suffix, DiskFormat Format)[] Disks =
        [(".raw", DiskFormat.Raw), (".qcow2", DiskFormat.Qcow2), (".vhd", DiskFormat.Vhd), (".ova", DiskFormat.Ova)];

    /// <summary>Reads a file name.</summary>
    /// <returns>The profile as far as the name tells it.</returns>
    /// <exception cref="FactoryRequestException">The name is of no known shape, or a part of it is wrong.</exception>
    public static Profile Parse(string path)
    {
        try
        {
            return ParseShape(path);
        }
        catch (FactoryRequestException exception)
        {
            throw exception.In(Step);
        }
    }

    /// <summary>The profile of an installer image of the registry front end.</summary>
    public static Profile Installer(string platform, Architecture architecture, bool isSecureBoot) =>
        Of(OutputKind.Installer, new Target(platform, architecture, isSecureBoot));

    static Profile ParseShape(string path)
    {
        if (Between(path, "kernel-", string.Empty) is { } kernel)
        {
            return Of(OutputKind.Kernel, new Target("metal", ParseArchitecture(kernel), false));
        }

        if (Between(path, "cmdline-", string.Empty) is { } commandLine)
        {
            return Of(OutputKind.Cmdline, ParseTarget(commandLine));
        }

        if (Between(path, "initramfs-", ".xz") is { } initramfs)
        {
            return Of(OutputKind.Initramfs, new Target("metal", ParseArchitecture(initramfs), false));
        }

        if (Between(path, string.Empty, ".iso") is { } iso)
        {
            return Of(OutputKind.Iso, ParseTarget(iso));
        }

        if (Between(path, string.Empty, "-uki.efi") is { } uki)
        {
            return Of(OutputKind.Uki, ParseTarget(uki));
        }

        if (Between(path, "installer-", ".tar") is { } installer)
        {
            var (rest, isSecureBoot) = CutSecureBoot(installer);
            return Of(OutputKind.Installer, new Target("metal", ParseArchitecture(rest), isSecureBoot));
        }

        if (Between(path, string.Empty, ".tar") is { } tar && tar.IndexOf(InstallerWord, StringComparison.Ordinal) is var word and >= 0)
        {
            return Of(OutputKind.Installer, ParseTarget($"{tar[..word]}-{tar[(word + InstallerWord.Length)..]}"));
        }

        return ParseDisk(path);
    }

    static Profile ParseDisk(string path)
    {
        var (rest, packing) = Cut(path, Packings, OutFormat.Raw);
        var (name, disk) = Cut(rest, Disks, DiskFormat.Unknown);
        if (disk == DiskFormat.Unknown)
        {
            throw FactoryRequestException.Invalid($"invalid profile path: {GoQuote.Of(rest)}");
        }

        var target = ParseTarget(name);
        var options = new ProfileImageOptions
        {
            DiskSize = DefaultDiskSize,
            DiskFormat = disk,
            DiskFormatOptions = disk == DiskFormat.Qcow2 ? "cluster_size=8k" : string.Empty,
        };
        if (BuiltInProfiles.TryFind(target.Platform, out var known))
        {
            // Upstream's process fails at the built-in profiles that are no disk image, such as iso-amd64.raw.
            var defaults = known.Output.ImageOptions ?? throw FactoryRequestException.Invalid($"invalid platform: {GoQuote.Of(target.Platform)}");
            options = options with
            {
                DiskSize = defaults.DiskSize != 0 ? defaults.DiskSize : options.DiskSize,
                DiskFormatOptions = defaults.DiskFormatOptions.Length > 0 ? defaults.DiskFormatOptions : options.DiskFormatOptions,
            };
        }

        var profile = Of(OutputKind.Image, target);
        return profile with { Output = profile.Output with { OutFormat = packing, ImageOptions = options } };
    }

    static Target ParseTarget(string text)
    {
        var (rest, isSecureBoot) = CutSecureBoot(text);
        var dash = rest.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0)
        {
            throw FactoryRequestException.Invalid($"invalid platform-arch: {GoQuote.Of(rest)}");
        }

        var (platform, architecture) = (rest[..dash], rest[(dash + 1)..]);
        if (platform == "digital" && Between(architecture, "ocean-", string.Empty) is { } ofOcean)
        {
            (platform, architecture) = ("digital-ocean", ofOcean);
        }

        return new Target(platform, ParseArchitecture(architecture), isSecureBoot);
    }

    /// <summary>Also the names that iPXE gives; not <c>aarch64</c>.</summary>
    static Architecture ParseArchitecture(string text) => text switch
    {
        "amd64" or "x86_64" or "i386" => Architecture.Amd64,
        "arm64" => Architecture.Arm64,
        _ => throw FactoryRequestException.Invalid($"invalid architecture: {GoQuote.Of(text)}"),
    };

    static (string Name, bool IsSecureBoot) CutSecureBoot(string text) =>
        text.EndsWith(SecureBootSuffix, StringComparison.Ordinal) ? (text[..^SecureBootSuffix.Length], true) : (text, false);

    static (string Name, T Format) Cut<T>(string text, (string Suffix, T Format)[] formats, T otherwise)
    {
        foreach (var (suffix, format) in formats)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal))
            {
                return (text[..^suffix.Length], format);
            }
        }

        return (text, otherwise);
    }

    static string? Between(string text, string prefix, string suffix) =>
        text.Length >= prefix.Length + suffix.Length && text.StartsWith(prefix, StringComparison.Ordinal) && text.EndsWith(suffix, StringComparison.Ordinal)
            ? text[prefix.Length..^suffix.Length] : null;

    static Profile Of(OutputKind kind, Target target) => new()
    {
        Platform = target.Platform,
        Arch = target.Architecture.ToName(),
        SecureBoot = target.IsSecureBoot ? true : null,
        Output = new ProfileOutput { Kind = kind, OutFormat = OutFormat.Raw },
    };

    readonly record struct Target(string Platform, Architecture Architecture, bool IsSecureBoot);
}
