using System.CommandLine;
using System.Globalization;
using TalosBoot.Boot.SecureBoot;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Errors;
using TalosBoot.Oci;
using TalosBoot.Oci.Credentials;
using TalosBoot.Oci.Registry;
using TalosBoot.Overlays.Programs;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;
using TalosBoot.Samples.Cli.Display;
using TalosBoot.Samples.Signing;

namespace TalosBoot.Samples.Cli.Imager;

/// <summary><c>imager PROFILE|- [flags]</c>. Flags that upstream has mean what they mean there (profile.md 1.2).</summary>
static class ImagerCommand
{
    static readonly Argument<string> Profile = new("profile") { Description = "the name of a base profile, or - to read a profile from standard input" };

    static readonly Option<string?> Arch = new("--arch") { Description = "amd64 or arm64 (default: this machine's)" };
    static readonly Option<string?> Platform = new("--platform") { Description = "the platform (default: the profile's)" };
    static readonly Option<string?> BaseInstallerImage = new("--base-installer-image") { Description = "base installer image to use" };
    static readonly Option<string?> ImageCache = new("--image-cache") { Description = "image cache: a reference, or the path of an OCI layout" };
    static readonly Option<bool> Insecure = new("--insecure") { Description = "allow plain HTTP and unverified TLS for images" };
    static readonly Option<string[]> ExtraKernelArg = new("--extra-kernel-arg") { Description = "extra kernel argument; -key removes one" };
    static readonly Option<string[]> Meta = new("--meta") { Description = "value for the META partition, key=value" };
    static readonly Option<string[]> SystemExtensionImage = new("--system-extension-image") { Description = "image of a system extension" };
    static readonly Option<string> Output = new("--output") { Description = "the folder to write to", DefaultValueFactory = _ => "/out" };
    static readonly Option<string?> OutputKind = new("--output-kind") { Description = "override the kind of output of the profile" };
    static readonly Option<bool> TarToStdout = new("--tar-to-stdout") { Description = "write the output folder as .tar.gz to standard output" };
    static readonly Option<string?> EmbeddedConfigPath = new("--embedded-config-path") { Description = "file with a machine configuration to embed" };

    static readonly Option<string?> OverlayName = new("--overlay-name") { Description = "name of the overlay" };
    static readonly Option<string?> OverlayImage = new("--overlay-image") { Description = "image of the overlay" };
    static readonly Option<string[]> OverlayOption = new("--overlay-option") { Description = "overlay option: key=value, key=@file, or @file with YAML" };
    static readonly Option<bool> WellKnownCerts = new("--secureboot-include-well-known-certs") { Description = "add Microsoft's certificates to the databases" };
    static readonly Option<string?> SecureBootSigner = new("--secureboot-signer-address") { Description = "address of the Secure Boot signer" };
    static readonly Option<string?> PcrSigner = new("--pcr-signer-address") { Description = "address of the PCR signer" };
    static readonly Option<string?> EnrollKeys = new("--secureboot-enroll-keys") { Description = "if-safe, manual, force or off" };

    static readonly Option<string?> TalosVersion = new("--talos-version") { Description = "the Talos version to build (default: TALOS_VERSION, or the newest release there is)" };
    static readonly Option<string?> Images = new("--images") { Description = "folder that the container images are taken from: an OCI layout or a bundle" };
    static readonly Option<string?> Bootloader = new("--bootloader") { Description = "dual-boot, sd-boot or grub (default: what the release chooses)" };

    static readonly Option<string?> WellKnownCertsFolder = new("--well-known-certs") { Description = "folder with Microsoft's certificates (TalosBoot ships none)" };

    static readonly Option<string?> Splash = new("--splash") { Description = "BMP file that UKIs show (TalosBoot ships none)" };
    static readonly Option<string?> OfficialUkiImage = new("--official-uki-image")
    {
        Description = "image whose official UKI gives the BMP, such as ghcr.io/siderolabs/installer:{version}",
    };

    static readonly Option<string?> GrubRoot = new("--grub-root")
    {
        Description = "root file system whose usr/lib/grub GRUB is taken from (default: the imager image)",
    };

    static readonly Option<int?> Threads = new("--threads")
    {
        Description = "processors that compression may use; no byte depends on it (default: all)",
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var count) && count > 0)
            {
                return count;
            }

            result.AddError("--threads must be a number of 1 or more; leave it out for all processors.");
            return null;
        },
    };

    static readonly Option<bool> RunOverlayPrograms = new("--run-overlay-programs")
    {
        Description = "run the program of an overlay image for a board that is not an official one; it runs as you, and sees what you see",
    };

    static readonly Option<string?> OverlayEmulator = new("--overlay-emulator")
    {
        Description = "program that runs overlay programs of the other architecture, such as /usr/bin/qemu-aarch64-static",
    };

    static readonly Option<bool> ShowSecrets = new("--show-secrets") { Description = "show META values, machine configurations and credentials of URLs, which are masked otherwise" };

    static readonly Option<string?> CacheDirectory = new("--cache-directory") { Description = "folder that remembers work for later builds (default: none)" };

    /// <param name="name">What it is called.</param>
    public static Command Create(string name)
    {
        var command = new Command(name, "Builds Talos Linux boot assets.")
        {
            new VersionOption(),
            Profile, Arch, Platform, BaseInstallerImage, ImageCache, Insecure, ExtraKernelArg, Meta, SystemExtensionImage, Output, OutputKind,
            TarToStdout, EmbeddedConfigPath, OverlayName, OverlayImage, OverlayOption, WellKnownCerts, SecureBootSigner, PcrSigner, EnrollKeys, TalosVersion,
            Images, Bootloader, WellKnownCertsFolder, Splash, OfficialUkiImage, GrubRoot, Threads, CacheDirectory,
            RunOverlayPrograms, OverlayEmulator, ShowSecrets,
        };
        command.Add(GenCommand.Create());
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult flags, CancellationToken cancellationToken)
    {
        using var display = DisplayFactory.Create(ProgressKind.Auto, isQuiet: false);
        var ink = GlobalOptions.InkOfErrors(flags);
        var build = new ImagerBuild(flags.GetValue(Output)!, display, new SecretMask(flags.GetValue(ShowSecrets)), ink);
        Profile profile;
        try
        {
            profile = flags.GetValue(Profile) == "-"
                ? await ProfileText.ReadAsync(build.Warn, cancellationToken)
                : ReadFlags(flags, await FindVersionAsync(flags, build.Warn, cancellationToken));
        }
        catch (ProfileValidationException exception) when (exception.DiagnosticId is DiagnosticIds.InvalidMetaKey or DiagnosticIds.InvalidMetaValue)
        {
            // Upstream reads META values with the flags: a wrong one is a wrong argument.
            await Console.Error.WriteLineAsync($"Error: {exception.Message}");
            return (int)ExitCode.Unknown;
        }

        using var client = new HttpClient();
        var services = new SigningServices(client, Environment.GetEnvironmentVariable);
        await using var talos = TalosBootEngine.Create(options =>
        {
            options.Images = Find(flags, Images) is { } folder ? ImageFolder.Open(folder) : null;
            options.CacheDirectory = Find(flags, CacheDirectory);
            options.OverlayPrograms = flags.GetValue(RunOverlayPrograms) ? ReadOverlayPrograms(Find(flags, OverlayEmulator)) : null;
            options.WellKnownCertificates = Find(flags, WellKnownCertsFolder) is { } certificates ? WellKnownCertificates.ReadFolder(certificates) : null;
            options.Splash = Find(flags, Splash) is { } splash ? BlobSource.FromFile(splash) : null;
            options.OfficialUkiImage = Find(flags, OfficialUkiImage);
            options.Grub = Find(flags, GrubRoot) is { } root ? GrubRootFileSystem.Read(root) : null;
            options.FindSecureBootSigner = services.FindSecureBootSigner;
            options.FindPcrSigner = services.FindPcrSigner;
            options.UsesSecureBootFolder = true;
            options.MaxDegreeOfParallelism = flags.GetValue(Threads) ?? options.MaxDegreeOfParallelism;
        });
        await build.RunAsync(talos.CreateAsset(profile), cancellationToken);
        if (flags.GetValue(TarToStdout))
        {
            await build.WriteTarAsync(Console.OpenStandardOutput(), cancellationToken);
        }

        return (int)ExitCode.Success;
    }

    /// <summary>What a flag was given; null for nothing, which for upstream's flags an empty text is as well.</summary>
    static string? Find(ParseResult flags, Option<string?> flag) => flags.GetValue(flag) is { Length: > 0 } text ? text : null;

    static OverlayProgramOptions ReadOverlayPrograms(string? emulator)
    {
        var other = ArchitectureNames.Host == Architecture.Amd64 ? Architecture.Arm64 : Architecture.Amd64;
        return emulator is null ? new OverlayProgramOptions() : new OverlayProgramOptions { Emulators = new Dictionary<Architecture, string> { [other] = emulator } };
    }

    static async Task<string?> FindVersionAsync(ParseResult flags, Action<string> warn, CancellationToken cancellationToken)
    {
        if ((flags.GetValue(TalosVersion) ?? Environment.GetEnvironmentVariable("TALOS_VERSION")) is { Length: > 0 } given)
        {
            return Versions.Complete(given);
        }

        var newest = await NewestRelease.FindAsync(
            Find(flags, Images), new RegistryOptions { Credentials = CredentialChain.FromEnvironment() }, warn, cancellationToken);
        if (newest is not null)
        {
            await Console.Error.WriteLineAsync($"Talos version: {newest}");
        }

        return newest;
    }

    static Profile ReadFlags(ParseResult flags, string? version)
    {
        var request = new ProfileRequest
        {
            BaseProfileName = flags.GetValue(Profile)!,
            Arch = flags.GetValue(Arch) ?? ArchitectureNames.Host.ToName(),
            Platform = flags.GetValue(Platform),
            Version = version,
            BaseInstallerImage = flags.GetValue(BaseInstallerImage),
            ImageCache = flags.GetValue(ImageCache),
            IsInsecure = flags.GetValue(Insecure),
            ExtraKernelArgs = flags.GetValue(ExtraKernelArg) ?? [],
            Meta = flags.GetValue(Meta) ?? [],
            SystemExtensionImages = flags.GetValue(SystemExtensionImage) ?? [],
            OutputKind = flags.GetValue(OutputKind),
            EmbeddedConfigPath = flags.GetValue(EmbeddedConfigPath),
            OverlayName = flags.GetValue(OverlayName),
            OverlayImage = flags.GetValue(OverlayImage),
            OverlayOptions = flags.GetValue(OverlayOption) ?? [],
            IncludeWellKnownCertificates = flags.GetValue(WellKnownCerts),
            SecureBootSignerAddress = flags.GetValue(SecureBootSigner),
            PcrSignerAddress = flags.GetValue(PcrSigner),
            SecureBootEnrollKeys = flags.GetValue(EnrollKeys),
            Bootloader = flags.GetValue(Bootloader),
        };
        return request.ToProfile();
    }
}
