using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TalosBoot.Archives.Trees;
using TalosBoot.Boot.SecureBoot;
using TalosBoot.Boot.Signing;
using TalosBoot.Core.Caching;
using TalosBoot.Core.Content;
using TalosBoot.Core.Content.Files;
using TalosBoot.Core.Determinism;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Oci;
using TalosBoot.Oci.Registry;
using TalosBoot.Overlays;
using TalosBoot.Overlays.Programs;
using TalosBoot.Profiles;
using TalosBoot.Sigstore;

namespace TalosBoot;

/// <summary>What an engine works with.</summary>
public sealed class TalosBootOptions
{
    /// <summary>Where container images come from. Default null: from their registries, as <see cref="Registry"/> says.</summary>
    public IContainerImageSource? Images { get; set; }

    /// <summary>
    /// How registries are talked to: credentials, mirrors, certificates and so on. What is fetched is kept in <see cref="CacheDirectory"/>, and without
    /// one until the engine is disposed. Where <see cref="Images"/> is set, only pushes use it. Default: as upstream's imager does. Where it names no
    /// credentials, they are those of <see cref="UsesEnvironmentCredentials"/>.
    /// </summary>
    public RegistryOptions Registry { get; set; } = new();

    /// <summary>
    /// Whether registries are shown the credentials that docker, Podman and GitHub leave in the environment, where <see cref="Registry"/> names none.
    /// Default true.
    /// </summary>
    public bool UsesEnvironmentCredentials { get; set; } = true;

    /// <summary>
    /// The reference of the imager container image; <c>{version}</c> stands for the Talos version. It holds the kernel, the stock initramfs, the
    /// UKI stub and systemd-boot. Default <c>ghcr.io/siderolabs/imager:{version}</c>.
    /// </summary>
    public string ImagerImage { get; set; } = "ghcr.io/siderolabs/imager:{version}";

    /// <summary>
    /// The reference of the installer container image; <c>{version}</c> stands for the Talos version. Before 1.5 there is no image of the imager, and kernel,
    /// stock initramfs and GRUB come from this one. Default <c>ghcr.io/siderolabs/installer:{version}</c>.
    /// </summary>
    public string InstallerImage { get; set; } = "ghcr.io/siderolabs/installer:{version}";

    /// <summary>
    /// A root file system whose <c>usr/lib/grub</c> holds GRUB's folders, such as <c>i386-pc</c>, and whose <c>usr/share/grub/unicode.pf2</c> is its font, if it
    /// is there. Files of several builds of GRUB must not be mixed. Default null: those of the imager image.
    /// </summary>
    public FileTree? Grub { get; set; }

    /// <summary>
    /// The reference of the container image that lists the official extensions; <c>{version}</c> stands for the Talos version. Default
    /// <c>ghcr.io/siderolabs/extensions:{version}</c>.
    /// </summary>
    public string ExtensionCatalogImage { get; set; } = "ghcr.io/siderolabs/extensions:{version}";

    /// <summary>
    /// The URL of the Image Factory that the virtual extension of a schematic names as its author. Default <c>https://factory.talos.dev/</c>: with it,
    /// assets of a schematic are those of the public service.
    /// </summary>
    public string ImageFactoryUrl { get; set; } = "https://factory.talos.dev/";

    /// <summary>
    /// The reference of the container image that lists the official overlays; <c>{version}</c> stands for the Talos version. It is asked for overlays that are
    /// named without their image. Default <c>ghcr.io/siderolabs/overlays:{version}</c>.
    /// </summary>
    public string OverlayCatalogImage { get; set; } = "ghcr.io/siderolabs/overlays:{version}";

    /// <summary>
    /// The picture that UKIs show while the kernel starts, a BMP file; null (the default) for what <see cref="OfficialUkiImage"/> gives. TalosBoot ships
    /// none: the official one shows a vendor's logo, and is had from any official UKI with
    /// <see cref="Boot.Uki.UkiReader.Splash"/>. It is measured, so PCR 11 of an asset is that of the public Image Factory's with the same picture only.
    /// </summary>
    public BlobSource? Splash { get; set; }

    /// <summary>
    /// The reference of a container image with an official UKI, <c>/usr/install/&lt;architecture&gt;/vmlinuz.efi</c>, whose picture UKIs take over;
    /// <c>{version}</c> stands for the Talos version. Installer images from 1.10 on have one: <c>ghcr.io/siderolabs/installer:{version}</c>. The picture
    /// is that of the release which the image is of: the public Image Factory has the newest one's for every version. The whole image is fetched for it,
    /// so null (the default) is for none.
    /// </summary>
    public string? OfficialUkiImage { get; set; }

    /// <summary>
    /// Where content goes that must be kept between planning and writing, such as compressed extensions; null (the default) for the system's
    /// folder for temporary files. Files are private to this user and gone when the asset is disposed.
    /// </summary>
    public string? SpoolDirectory { get; set; }

    /// <summary>
    /// Where the engine keeps what it need not do or fetch again, for itself and for other engines and processes on the same folder; null (the
    /// default) for nowhere. It is made when it is missing, bounded in size, and may be deleted at any time. No byte of an asset depends on it.
    /// </summary>
    public string? CacheDirectory { get; set; }

    /// <summary>
    /// How many bytes the blobs of container images may take together in <see cref="CacheDirectory"/>, before those that were not used for the longest
    /// time are deleted. Those that a build of this process still uses stay; with other processes on the folder, the limit should be more than the
    /// builds of all of them need at a time. Default 16 GiB.
    /// </summary>
    public long MaximumBlobCacheSize { get; set; } = 16L << 30;

    /// <summary>
    /// How many bytes what work has made, such as the images of extensions, may take together in <see cref="CacheDirectory"/>, before that which was not used
    /// for the longest time is deleted. Default 4 GiB.
    /// </summary>
    public long MaximumWorkCacheSize { get; set; } = ContentCache.DefaultSizeLimit;

    /// <summary>
    /// Whether a <see cref="CacheDirectory"/> is used that other users may write. Default false: it is refused, since they could delete what others need, or
    /// waste their work. What is kept there is authenticated in any case, with a key of the user who was there first: for others nothing but blobs is kept.
    /// </summary>
    public bool AllowSharedCacheDirectory { get; set; }

    /// <summary>Whether files of extensions at other places than Talos allows are refused. Default: no, as Talos' own imager since 1.9.</summary>
    public ExtensionContentCheck ExtensionContentCheck { get; set; }

    /// <summary>How many processors work may use, such as compressing, hashing and verifying what is remembered. No byte depends on it. Default: all.</summary>
    public int MaxDegreeOfParallelism { get; set; } = Environment.ProcessorCount;

    /// <summary>
    /// How many bytes the buffers and tables of compression and decompression may take together, however many assets are built at once. Work that
    /// has to wait for memory waits. Default null: 256 MiB for each processor, and no more than half of what the machine has.
    /// </summary>
    public long? MaximumWorkMemory { get; set; }

    /// <summary>The moment that assets are made at. Default <see cref="BuildClock.Default"/>.</summary>
    public BuildClock Clock { get; set; } = BuildClock.Default;

    /// <summary>
    /// Finds Secure Boot signers that a profile names by anything but files, such as the address of a signerd; null (the default) for none. It
    /// answers null for what it does not know. A signer that is disposable is disposed when the asset is planned.
    /// </summary>
    public Func<ProfileSigner, ISecureBootSigner?>? FindSecureBootSigner { get; set; }

    /// <summary>Finds PCR signers in the same way as <see cref="FindSecureBootSigner"/>.</summary>
    public Func<ProfileSigner, IPcrSigner?>? FindPcrSigner { get; set; }

    /// <summary>
    /// Whether what a request leaves open of Secure Boot is taken from the folder <c>/secureboot</c> of this machine, as upstream's imager does: keys,
    /// certificate, and databases that are there. Default false: no file is looked at that the request does not name.
    /// </summary>
    public bool UsesSecureBootFolder { get; set; }

    /// <summary>
    /// Whose signatures container images must have before anything of them is used: the imager, extensions, catalogs and all others that are named by
    /// reference or as an OCI layout. Null (the default): signatures are not looked at. <see cref="Images"/>, where it is set, must hold signatures then:
    /// an OCI layout or a registry.
    /// </summary>
    /// <remarks>Archives of a root file system have no signatures; they, and what is given in memory, are used as they are.</remarks>
    public SignaturePolicy? SignaturePolicy { get; set; }

    /// <summary>Microsoft's certificates, for databases that shall hold them; null (the default) for none. TalosBoot ships none.</summary>
    public WellKnownCertificates? WellKnownCertificates { get; set; }

    /// <summary>
    /// Brings overlays of single-board computers: for boards that TalosBoot does not know, or in place of what it does. It answers null for what it does
    /// not bring. Default null: none.
    /// </summary>
    public Func<OverlayRequest, IOverlay?>? FindOverlay { get; set; }

    /// <summary>
    /// How programs of overlay images are run, for boards that are not official ones. Null (the default) for not at all: official boards do not need it.
    /// </summary>
    public OverlayProgramOptions? OverlayPrograms { get; set; }

    /// <summary>Tells whether a signing certificate is valid today, for a warning. No byte depends on it. Default: the time of this machine.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Where log messages go. Default: nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    /// <summary>Runs programs on this machine; another one in tests.</summary>
    internal IProgramRunner ProgramRunner { get; set; } = new HostProgramRunner();

    /// <summary>The memory of work that has been done; null for none.</summary>
    internal ContentCache? OpenWorkCache()
    {
        if (CacheDirectory is not { } folder)
        {
            return null;
        }

        if (!AllowSharedCacheDirectory)
        {
            PrivateFiles.RefuseForeignWriters(folder);
        }

        return new ContentCache(Path.Combine(folder, "content"), MaximumWorkCacheSize, allowForeignWriters: AllowSharedCacheDirectory);
    }

    /// <summary>All that keeps an engine from being made, one sentence each.</summary>
    internal IReadOnlyList<string> FindProblems()
    {
        var problems = new List<string>();
        Require(MaxDegreeOfParallelism > 0, $"{nameof(MaxDegreeOfParallelism)} is {MaxDegreeOfParallelism}; it is 1 or more.");
        Require(MaximumWorkMemory is null or > 0, $"{nameof(MaximumWorkMemory)} is {MaximumWorkMemory}; it is 1 or more.");
        Require(MaximumBlobCacheSize >= 0, $"{nameof(MaximumBlobCacheSize)} is {MaximumBlobCacheSize}; it is 0 or more.");
        Require(MaximumWorkCacheSize >= 0, $"{nameof(MaximumWorkCacheSize)} is {MaximumWorkCacheSize}; it is 0 or more.");
        Require(ImagerImage.Length > 0, $"{nameof(ImagerImage)} is empty; name the image that holds kernel and initramfs.");
        Require(InstallerImage.Length > 0, $"{nameof(InstallerImage)} is empty; name the image that holds kernel and initramfs of releases before 1.5.");
        Require(ExtensionCatalogImage.Length > 0, $"{nameof(ExtensionCatalogImage)} is empty; name the image that lists the official extensions.");
        Require(OverlayCatalogImage.Length > 0, $"{nameof(OverlayCatalogImage)} is empty; name the image that lists the official overlays.");
        Require(Uri.TryCreate(ImageFactoryUrl, UriKind.Absolute, out _), $"{nameof(ImageFactoryUrl)} is \"{ImageFactoryUrl}\"; it is a URL.");
        problems.AddRange(Registry.FindProblems().Select(problem => $"{nameof(Registry)}: {problem}"));
        problems.AddRange((OverlayPrograms?.FindProblems() ?? []).Select(problem => $"{nameof(OverlayPrograms)}: {problem}"));
        try
        {
            _ = SignaturePolicy is null || Images is null ? null : new VerifiedImageSource(Images, SignaturePolicy);
            SignaturePolicy?.Validate();
        }
        catch (ArgumentException exception)
        {
            problems.Add($"{nameof(SignaturePolicy)}: {exception.Message}");
        }

        return problems;

        void Require(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add(problem);
            }
        }
    }

    /// <summary>A copy that nobody else can change.</summary>
    internal TalosBootOptions Copy() => (TalosBootOptions)MemberwiseClone();

    internal string ImagerReference(string version) => Fill(ImagerImage, version);

    internal string InstallerReference(string version) => Fill(InstallerImage, version);

    internal string ExtensionCatalogReference(string version) => Fill(ExtensionCatalogImage, version);

    internal string OverlayCatalogReference(string version) => Fill(OverlayCatalogImage, version);

    internal string? OfficialUkiReference(string version) => OfficialUkiImage is null ? null : Fill(OfficialUkiImage, version);

    static string Fill(string reference, string version) => reference.Replace("{version}", version, StringComparison.Ordinal);
}
