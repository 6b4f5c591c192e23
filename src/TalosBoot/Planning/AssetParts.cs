using TalosBoot.Archives.Trees;
using TalosBoot.Boot.Signing;
using TalosBoot.Boot.Uki;
using TalosBoot.Core.Caching;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Inputs;
using TalosBoot.KernelArguments;
using TalosBoot.Oci;
using TalosBoot.Oci.Layouts;
using TalosBoot.Overlays;
using TalosBoot.Planning.SecureBoot;
using TalosBoot.Profiles;

namespace TalosBoot.Planning;

/// <summary>
/// What the asset of one request can be made of. Each part is made when it is first asked for, once, and only if it is: a planner takes what it needs.
/// </summary>
/// <remarks>What keeps content for reading outlives this (<see cref="Spool"/>); what is needed for planning only is disposed with it.</remarks>
internal sealed partial class AssetParts : IAsyncDisposable
{
    readonly UsedImages _images;
    readonly TalosBootOptions _options;
    readonly BuildContext _context;
    readonly InputFiles _files;
    readonly ContentSpool _workSpool;
    readonly SecureBootParts? _secureBoot;
    readonly OverlayPart _overlays;
    readonly Once<PlannedOverlay?> _overlay;
    readonly Once<string> _commandLine;
    readonly Once<BlobSource> _initramfs;
    readonly Once<BlobSource?> _splash;
    readonly Once<PlannedUki> _uki;
    readonly Once<BlobSource> _systemdBoot;
    readonly Once<SignedParts> _signed;
    readonly Once<GrubFiles> _grub;
    readonly Once<FileTree?> _imageCache;

    AssetParts(ResolvedRequest request, UsedImages images, TalosBootOptions options, BuildContext context, ContentSpool spool, SecureBootParts? secureBoot)
    {
        Request = request;
        Spool = spool;
        _images = images;
        _options = options;
        _context = context;
        _secureBoot = secureBoot;
        _workSpool = new ContentSpool(options.SpoolDirectory);
        var reference = request.Quirks.HasImager ? options.ImagerReference(request.Version.Text) : options.InstallerReference(request.Version.Text);
        _files = new InputFiles(reference, request.Architecture, images, spool);
        _overlays = new OverlayPart(request, images, options, context.Logger, spool);
        _overlay = new(FindOverlayAsync);
        _commandLine = new(MakeCommandLineAsync);
        _initramfs = new(MakeInitramfsAsync);
        _splash = new(MakeSplashAsync);
        _uki = new(MakeUkiAsync);
        _systemdBoot = new(MakeSystemdBootAsync);
        _signed = new(MakeSignedAsync);
        _grub = new(MakeGrubAsync);
        _imageCache = new(MakeImageCacheAsync);
    }

    /// <summary>What was asked for.</summary>
    public ResolvedRequest Request { get; }

    /// <summary>Keeps what the asset is read from. It lives as long as the asset.</summary>
    public ContentSpool Spool { get; }

    /// <summary>The container images that were used up to now, in the order in which they were found.</summary>
    public IReadOnlyList<BootAssetInput> Inputs => _images.Inputs;

    /// <summary>Gets ready. Signers are found now, so that what is wrong with them is told before any work.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="images">Where container images come from.</param>
    /// <param name="options">The options of the engine.</param>
    /// <param name="spool">Keeps what the asset is read from.</param>
    /// <param name="context">Goes along with the build.</param>
    /// <param name="cancellationToken">Handed to the signers.</param>
    public static async Task<AssetParts> CreateAsync(
        ResolvedRequest request, ImageStore images, TalosBootOptions options, ContentSpool spool, BuildContext context, CancellationToken cancellationToken)
    {
        var secureBoot = request.SecureBoot is { } wanted && request.Output != OutputKind.Cmdline
            ? await SecureBootParts.BeginAsync(wanted, options, context, cancellationToken).ConfigureAwait(false)
            : null;
        return new AssetParts(request, new UsedImages(images, context), options, context, spool, secureBoot);
    }

    /// <summary>The kernel command line.</summary>
    public Task<string> CommandLineAsync(CancellationToken cancellationToken) => _commandLine.GetAsync(cancellationToken);

    /// <summary>The overlay, found and asked; null without one.</summary>
    public Task<PlannedOverlay?> OverlayAsync(CancellationToken cancellationToken) => _overlay.GetAsync(cancellationToken);

    /// <summary>What an overlay puts on a disk.</summary>
    /// <param name="overlay">The overlay.</param>
    /// <param name="diskSize">The size of the disk in bytes.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task<OverlayInstallation> InstallOverlayAsync(PlannedOverlay overlay, long diskSize, CancellationToken cancellationToken)
    {
        var target = new OverlayTarget(
            overlay.ImageName, overlay.Chosen.Name, overlay.Options, overlay.Told.PartitionOffset, diskSize);
        var artifacts = await overlay.OpenArtifactsAsync(cancellationToken).ConfigureAwait(false);
        var context = new OverlayInstallContext(target, artifacts, Spool);
        await overlay.Chosen.Overlay.InstallAsync(context, cancellationToken).ConfigureAwait(false);
        return context.ToInstallation();
    }

    /// <summary>The overlay image that an installer carries to the machine.</summary>
    public Task<OverlayImage> OverlayInstallerAsync(CancellationToken cancellationToken) =>
        _overlays.OpenAsync(Request.OverlayInstaller, Request.Architecture, cancellationToken);

    /// <summary>All files of the imager image.</summary>
    public Task<FileTree> ImagerTreeAsync(CancellationToken cancellationToken) => _files.OpenImagerAsync(cancellationToken);

    /// <summary>The image that an installer is made from.</summary>
    /// <exception cref="OverlayException">It is a tree of files, and no image (TB7015).</exception>
    public async Task<ContainerImage> BaseInstallerAsync(CancellationToken cancellationToken)
    {
        var found = await FindImageAsync(Request.BaseInstaller, cancellationToken).ConfigureAwait(false);
        return found switch
        {
            { Image: { } image } => image,
            { Memory.Archive: { } archive } => await (await DockerArchive.OpenContentAsync(archive, found.Name, Spool, null, cancellationToken).ConfigureAwait(false))
                .ResolveOnlyAsync(OciPlatform.Linux(Request.Architecture), cancellationToken).ConfigureAwait(false),
            _ => throw new OverlayException(
                DiagnosticIds.InstallerBaseInvalid, found.Name, null, "an installer cannot be made from a tree of files: its configuration is missing. Give a container image."),
        };
    }

    /// <summary>The kernel.</summary>
    public async Task<BlobSource> KernelAsync(CancellationToken cancellationToken) =>
        KernelContent.MarkCompressed((await _files.OpenAsync(Request.Kernel, cancellationToken).ConfigureAwait(false)).Content);

    /// <summary>The initramfs with all extensions.</summary>
    public Task<BlobSource> InitramfsAsync(CancellationToken cancellationToken) => _initramfs.GetAsync(cancellationToken);

    /// <summary>The UKI: signed for Secure Boot, or as it is.</summary>
    public Task<PlannedUki> UkiAsync(CancellationToken cancellationToken) => _uki.GetAsync(cancellationToken);

    /// <summary>systemd-boot: signed for Secure Boot, or as it is.</summary>
    public Task<BlobSource> SystemdBootAsync(CancellationToken cancellationToken) => _systemdBoot.GetAsync(cancellationToken);

    /// <summary>
    /// All that an EFI system partition with a UKI needs. Where signatures are made elsewhere, all that must be signed is told at once.
    /// </summary>
    public Task<SignedParts> SignedAsync(CancellationToken cancellationToken) => _signed.GetAsync(cancellationToken);

    /// <summary>GRUB's files: those that the engine was given, or else those of the imager image.</summary>
    public Task<GrubFiles> GrubAsync(CancellationToken cancellationToken) => _grub.GetAsync(cancellationToken);

    /// <summary>The image cache as a tree of files that a registry is served from; null when none was asked for.</summary>
    public Task<FileTree?> ImageCacheAsync(CancellationToken cancellationToken) => _imageCache.GetAsync(cancellationToken);

    /// <summary>Remembers what work has made; null for no memory.</summary>
    public ContentCache? Cache => _images.Work;

    /// <summary>Does a piece of work on a processor of the budget.</summary>
    public Task<T> RunAsync<T>(Func<CancellationToken, T> work, CancellationToken cancellationToken) => _context.Budget.RunAsync(work, cancellationToken);

    /// <summary>Finds a container image, which is told among the asset's inputs.</summary>
    public ValueTask<FoundImage> FindImageAsync(ContainerAsset asset, CancellationToken cancellationToken) =>
        _images.FindAsync(asset, Request.Architecture, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _workSpool.Dispose();
        if (_secureBoot is not null)
        {
            await _secureBoot.DisposeAsync().ConfigureAwait(false);
        }
    }

    async Task<PlannedUki> MakeUkiAsync(CancellationToken cancellationToken)
    {
        var initramfs = await InitramfsAsync(cancellationToken).ConfigureAwait(false);
        var commandLine = await CommandLineAsync(cancellationToken).ConfigureAwait(false);
        var uki = new UkiOptions
        {
            Version = Request.Version,
            Architecture = Request.Architecture,
            Stub = (await _files.OpenAsync(Request.SystemdStub, cancellationToken).ConfigureAwait(false)).Content,
            Kernel = await KernelAsync(cancellationToken).ConfigureAwait(false),
            Initramfs = initramfs,
            CommandLine = commandLine,
            DistributionName = Request.DistributionName,
            Splash = await _splash.GetAsync(cancellationToken).ConfigureAwait(false),
            Profiles = Request.Output switch
            {
                OutputKind.Iso => [UkiProfile.Reset(commandLine)],
                OutputKind.Image or OutputKind.Installer => [UkiProfile.ResetToMaintenance(commandLine)],
                _ => [],
            },
            Clock = _context.Clock,
        };
        using var report = _context.Begin(BuildStage.Uki, "UKI");
        var planned = _secureBoot is null
            ? new PlannedUki(UkiBuilder.Build(uki), Measurement: null)
            : await _secureBoot.BuildUkiAsync(uki, cancellationToken).ConfigureAwait(false);
        report.Complete();
        return planned;
    }

    async Task<PlannedOverlay?> FindOverlayAsync(CancellationToken cancellationToken) => Request switch
    {
        { Board: { } board } => await _overlays.FindBoardAsync(board, _files, cancellationToken).ConfigureAwait(false),
        { Overlay: { } overlay } => await _overlays.FindAsync(overlay, cancellationToken).ConfigureAwait(false),
        _ => null,
    };

    async Task<string> MakeCommandLineAsync(CancellationToken cancellationToken)
    {
        var overlay = await OverlayAsync(cancellationToken).ConfigureAwait(false);
        return KernelCommandLineBuilder.Build(Request, overlay?.Told.KernelArguments ?? []).ToString();
    }

    async Task<BlobSource> MakeSystemdBootAsync(CancellationToken cancellationToken)
    {
        var file = await _files.OpenAsync(Request.SystemdBoot, cancellationToken).ConfigureAwait(false);
        return _secureBoot is null ? file.Content : await _secureBoot.SignAsync("systemd-boot", file.Content, cancellationToken).ConfigureAwait(false);
    }

    async Task<SignedParts> MakeSignedAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<(string FileName, BlobSource Content)> keys = [];
        await DetachedSignatures.GatherAsync(
            () => UkiAsync(cancellationToken),
            () => SystemdBootAsync(cancellationToken),
            async () => keys = _secureBoot is null ? [] : await _secureBoot.CreateKeysAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        return new SignedParts(await UkiAsync(cancellationToken).ConfigureAwait(false), await SystemdBootAsync(cancellationToken).ConfigureAwait(false))
        {
            Certificate = _secureBoot?.Certificate.Der,
            Keys = keys,
        };
    }

    async Task<GrubFiles> MakeGrubAsync(CancellationToken cancellationToken) => GrubFiles.In(
        _options.Grub ?? await _files.GetPartAsync("grub", GrubFiles.Pick, cancellationToken).ConfigureAwait(false));

    async Task<FileTree?> MakeImageCacheAsync(CancellationToken cancellationToken)
    {
        if (Request.ImageCache == ContainerAsset.None)
        {
            return null;
        }

        var image = await FindImageAsync(Request.ImageCache, cancellationToken).ConfigureAwait(false);
        return await _images.OpenTreeAsync(image, Request.Architecture, Spool, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The picture for UKIs, or null where none was asked for.</summary>
    async Task<BlobSource?> MakeSplashAsync(CancellationToken cancellationToken)
    {
        if (_options.Splash is not null || _options.OfficialUkiReference(Request.Version.Text) is not { } reference)
        {
            return _options.Splash;
        }

        var image = await FindImageAsync(new ContainerAsset { ImageRef = reference }, cancellationToken).ConfigureAwait(false);
        var tree = await _images.OpenTreeAsync(image, Request.Architecture, _workSpool, cancellationToken).ConfigureAwait(false);
        return OfficialUki.ReadSplash(tree, Request.Architecture, reference);
    }
}
