using TalosBoot.Core.Versions;
using TalosBoot.Profiles;

namespace TalosBoot.Samples.Cli.Imager;

/// <summary>The lines of upstream's imager that tell how far a build is (profile.md 1.7), between those that every build has.</summary>
sealed class ImagerMessages(Profile profile)
{
    readonly OutputKind _kind = profile.Output.Kind;

    /// <summary>Before the parts are made.</summary>
    public List<string> BeforePlanning => !HasExtensions ? ["skipped initramfs rebuild (no system extensions)"]
        : HasInitramfs ? ["rebuilding initramfs with system extensions..."]
        : [];

    /// <summary>When the parts are there.</summary>
    public List<string> AfterPlanning => HasExtensions && HasInitramfs ? ["initramfs ready"] : [];

    /// <summary>Before the asset is written.</summary>
    public List<string> BeforeWriting =>
    [
        .. HasUki ? (string[])["building UKI...", "UKI ready"] : [],
        .. _kind switch
        {
            OutputKind.Iso => (string[])["building ISO..."],
            OutputKind.Image => ["creating disk image..."],
            OutputKind.Installer => ["building installer..."],
            OutputKind.Kernel or OutputKind.Uki => ["copying kernel..."],
            OutputKind.Initramfs => ["copying initramfs..."],
            _ => [],
        },
    ];

    /// <summary>When it is written.</summary>
    public List<string> AfterWriting => _kind switch
    {
        OutputKind.Iso => ["ISO ready"],
        OutputKind.Image => ["disk image ready"],
        OutputKind.Installer => ["installer container image ready"],
        OutputKind.Kernel => ["kernel output ready"],
        OutputKind.Initramfs => ["initramfs output ready"],
        OutputKind.Uki => ["UKI output ready"],
        _ => [],
    };

    bool HasExtensions => profile.Input.SystemExtensions.Count > 0 || profile.Customization.EmbeddedMachineConfiguration.Length > 0;

    bool HasInitramfs => _kind is not (OutputKind.Cmdline or OutputKind.Kernel);

    // Upstream builds it for these kinds, whether it is used or not.
    bool HasUki => _kind is OutputKind.Iso or OutputKind.Image or OutputKind.Installer or OutputKind.Uki
        && new TalosQuirks(TalosVersion.Parse(profile.Version)).SupportsUki;
}
