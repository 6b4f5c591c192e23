using System.Runtime.CompilerServices;
using TalosBoot.Profiles;
using TalosBoot.Schematics;

namespace TalosBoot;

/// <content>What comes out.</content>
public sealed partial class BootAssetBuilder
{
    /// <summary>A bootable ISO image.</summary>
    /// <param name="bootloader">
    /// What starts the kernel; <see cref="BootloaderKind.None"/> (the default) for what the profile says, else Talos' choice. There is a choice from
    /// Talos 1.12 on; before, the version decides.
    /// </param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">Another kind of output was chosen before.</exception>
    public BootAssetBuilder AsIso(BootloaderKind bootloader = BootloaderKind.None) => As(_profile.Output with
    {
        Kind = OutputKind.Iso,
        IsoOptions = bootloader == BootloaderKind.None
            ? _profile.Output.IsoOptions
            : (_profile.Output.IsoOptions ?? new ProfileIsoOptions()) with { Bootloader = bootloader },
    });

    /// <summary>A disk image.</summary>
    /// <param name="options">
    /// Its size, format, sectors and bootloader; null (the default) for what the profile says, else what the platform's images usually are.
    /// </param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">Another kind of output was chosen before.</exception>
    public BootAssetBuilder AsDiskImage(ProfileImageOptions? options = null) =>
        As(_profile.Output with { Kind = OutputKind.Image, ImageOptions = options ?? _profile.Output.ImageOptions });

    /// <summary>An installer: a container image that puts Talos on the disk of a machine.</summary>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">Another kind of output was chosen before.</exception>
    public BootAssetBuilder AsInstaller() => As(_profile.Output with { Kind = OutputKind.Installer });

    /// <summary>A unified kernel image.</summary>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">Another kind of output was chosen before.</exception>
    public BootAssetBuilder AsUki() => As(_profile.Output with { Kind = OutputKind.Uki });

    /// <summary>The kernel.</summary>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">Another kind of output was chosen before.</exception>
    public BootAssetBuilder AsKernel() => As(_profile.Output with { Kind = OutputKind.Kernel });

    /// <summary>The initramfs with all extensions.</summary>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">Another kind of output was chosen before.</exception>
    public BootAssetBuilder AsInitramfs() => As(_profile.Output with { Kind = OutputKind.Initramfs });

    /// <summary>The kernel command line as text, without a line end.</summary>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">Another kind of output was chosen before.</exception>
    public BootAssetBuilder AsCommandLine() => As(_profile.Output with { Kind = OutputKind.Cmdline });

    /// <summary>Packs what comes out, such as with zstd. Default: what the base profile says, else not at all.</summary>
    /// <param name="format">How it is packed.</param>
    /// <returns>This builder.</returns>
    public BootAssetBuilder PackagedAs(OutFormat format) => With(_profile with { Output = _profile.Output with { OutFormat = format } });

    BootAssetBuilder As(ProfileOutput output, [CallerMemberName] string verb = "")
    {
        if (_outputVerb is not null)
        {
            throw new InvalidOperationException($"An asset is of one kind: {_outputVerb} was said already, and {verb} cannot be said as well. Begin another asset.");
        }

        _outputVerb = verb;
        return With(_profile with { Output = output });
    }
}
