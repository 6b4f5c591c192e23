using TalosBoot.Boot.Measurement;
using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Inputs;
using TalosBoot.Oci;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Model;
using TalosBoot.Oci.Registry;
using TalosBoot.Planning;
using TalosBoot.Profiles;
using TalosBoot.Schematics;

namespace TalosBoot;

/// <summary>
/// A boot asset that is laid out and not written yet: its name and size are known, and any part of it can be read, so that a web server can
/// answer a range request from it. Dispose it when it is no longer needed.
/// </summary>
/// <remarks>
/// An asset that is packed (such as <c>.zst</c>), or is in a format that compresses (<c>.ova</c>), is packed when its bytes are wanted, and its size is known
/// only then: it can be written as it is, and <see cref="PackAsync"/> makes it ready for random reads.
/// </remarks>
public sealed class BootAsset : IDisposable
{
    readonly OwnedContent _content;
    readonly ImageStore _images;
    readonly ResolvedRequest _request;
    readonly AssetOutput _output;
    readonly BuildContext _context;
    readonly PlannedUki? _uki;
    MeasurementReport? _measurement;

    internal BootAsset(ResolvedRequest request, PlannedAsset planned, ContentSpool spool, ImageStore images, BuildContext context)
    {
        _request = request;
        _content = new OwnedContent(planned.Content, new Belongings(this, spool));
        _images = images;
        _uki = planned.Uki;
        _measurement = planned.Uki?.Measurement;
        _output = new AssetOutput(planned with { Content = _content }, request, spool);
        _context = context;
        Image = planned.Image;
    }

    /// <summary>The finalized profile. Given to <see cref="TalosBootEngine.CreateAsset(Profile)"/> again, it gives the same asset.</summary>
    public Profile Profile => _request.Profile;

    /// <summary>What upstream calls the file, such as <c>metal-amd64.iso</c>.</summary>
    public string FileName => ProfileFileNames.Packed(Profile);

    /// <summary>The kernel command line that the asset boots with.</summary>
    public required string KernelCommandLine { get; init; }

    /// <summary>
    /// The identifier of the schematic that the asset was described by, or else of the one by which an Image Factory is asked for the same. Null where no
    /// schematic can ask for it, since an extension is not an official one.
    /// </summary>
    public SchematicId? SchematicId => _request.SchematicId;

    /// <summary>The length in bytes; null for an asset that is packed, as long as <see cref="PackAsync"/> has not made it.</summary>
    public long? Size => _output.Content?.Length;

    /// <summary>The bytes, for random reads from several threads. Those of a container image are the archive that <c>docker load</c> reads.</summary>
    /// <exception cref="InvalidOperationException">
    /// The asset is packed, and <see cref="PackAsync"/> has not made it yet: <see cref="Size"/> is null.
    /// </exception>
    public BlobSource Content => _output.Content ?? throw new InvalidOperationException(
        $"{FileName} is packed when it is written, and cannot be read at random before. Write it, or call {nameof(PackAsync)} first.");

    /// <summary>The container image that the asset is; null for other outputs. It can be read as long as the asset.</summary>
    public ContainerImage? Image { get; }

    /// <summary>What was found that does not stop the build, such as an expired certificate, in order of ids and messages.</summary>
    public required IReadOnlyList<Diagnostic> Warnings { get; init; }

    /// <summary>The overlay, who installed it, and why; null without an overlay.</summary>
    public BootAssetOverlay? Overlay { get; init; }

    /// <summary>The container images that the asset was made from, in the order in which they were needed, with who vouched for them.</summary>
    /// <remarks>One whose files the engine's cache remembers is looked up all the same, and is among them.</remarks>
    public required IReadOnlyList<BootAssetInput> Inputs { get; init; }

    /// <summary>
    /// What PCR 11 of a machine will be when it boots the asset's UKI: for each boot entry, bank and phase. It is known already for an asset that
    /// is signed for Secure Boot; another one's UKI is read once for it.
    /// </summary>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>The report, or null for an asset without a UKI.</returns>
    public MeasurementReport? Measure(CancellationToken cancellationToken = default) =>
        _measurement ??= _uki is null ? null : MeasurementReport.Create(UkiReader.Open(_uki.Content), cancellationToken);

    /// <summary>
    /// Makes an asset that is packed ready for random reads: it is packed once, into a file that only this user can read and that is gone with the asset.
    /// For another asset there is nothing to do.
    /// </summary>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The bytes: <see cref="Content"/>.</returns>
    /// <exception cref="FileAccessException">The file cannot be written (TB6001), or the device is full (TB6002).</exception>
    public async Task<BlobSource> PackAsync(IProgress<BuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var hold = _content.Hold();
        return await _output.MakeAsync(_context.WithProgress(progress), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens a seekable stream over the bytes. The caller disposes it; until then the bytes stay readable, also when the asset is disposed.</summary>
    /// <exception cref="InvalidOperationException">The asset is packed, and <see cref="PackAsync"/> has not made it yet.</exception>
    public Stream OpenRead() => new BlobStream(Content, _content.Hold());

    /// <summary>Writes the asset to a file, which appears under its name only when it is complete.</summary>
    /// <param name="path">The file.</param>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="cancellationToken">Stops the write; nothing is left behind.</param>
    /// <exception cref="FileAccessException">The file cannot be written (TB6001), or the device is full (TB6002).</exception>
    public async Task<BootAssetResult> WriteToFileAsync(
        string path, IProgress<BuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var hold = _content.Hold();
        var length = await _output.WriteToFileAsync(path, _context.WithProgress(progress), cancellationToken).ConfigureAwait(false);
        return new BootAssetResult(Path.GetFullPath(path), length);
    }

    /// <summary>Writes the asset to a stream, which is neither flushed nor closed.</summary>
    /// <param name="destination">The stream.</param>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    public async Task WriteToStreamAsync(
        Stream destination, IProgress<BuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var hold = _content.Hold();
        await _output.WriteToStreamAsync(destination, _context.WithProgress(progress), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Adds a container image to an OCI layout, which is made when it is not there.</summary>
    /// <param name="folder">The folder of the layout.</param>
    /// <param name="reference">The name that the layout tells of the image; null (the default) for none.</param>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    /// <exception cref="InvalidOperationException">The asset is no container image.</exception>
    /// <exception cref="FileAccessException">A file cannot be written (TB6001), or the device is full (TB6002).</exception>
    public async Task WriteToOciLayoutAsync(
        string folder, string? reference = null, IProgress<BuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var hold = _content.Hold();
        await OciLayoutWriter.Open(folder).AddAsync(
            RequireImage(), new OciPlatform { OperatingSystem = "linux", Architecture = Profile.Arch },
            reference is null ? null : ImageReference.Parse(reference), progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a container image to a registry, as the engine's options say how. What the registry has already is not sent again.</summary>
    /// <param name="reference">The tag to send it under, or its digest.</param>
    /// <param name="progress">Is told how far each blob is.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    /// <returns>Media type, size and digest of the manifest.</returns>
    /// <exception cref="InvalidOperationException">The asset is no container image.</exception>
    /// <exception cref="RegistryException">The registry fails (TB20xx).</exception>
    public async Task<OciDescriptor> PushAsync(
        string reference, IProgress<BuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(reference);
        using var hold = _content.Hold();
        return await new RegistryImageWriter(_images.Client).PushAsync(RequireImage(), ImageReference.Parse(reference), null, progress, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>
    /// Gives back what was kept for reading, and closes files. What is under way ends well before that: a write, a push, and whoever has opened a stream or
    /// reads; later ones fail with an <see cref="ObjectDisposedException"/>.
    /// </summary>
    public void Dispose() => _content.Dispose();

    /// <summary>Keeps the asset readable until what is returned is disposed.</summary>
    internal IDisposable Hold() => _content.Hold();

    internal ContainerImage RequireImage() =>
        Image ?? throw new InvalidOperationException($"{FileName} is no container image. Build one with BootAssetBuilder.AsInstaller.");

    /// <summary>What the last reader leaves behind.</summary>
    sealed class Belongings(BootAsset asset, ContentSpool spool) : IDisposable
    {
        public void Dispose()
        {
            spool.Dispose();
            asset._output.Dispose();
        }
    }
}
