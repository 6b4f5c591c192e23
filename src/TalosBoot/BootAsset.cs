using TalosBoot.Assets;
using TalosBoot.Boot.Measurement;
using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.Profiles;

namespace TalosBoot;

/// <summary>
/// A boot asset that is laid out and not written yet: its name and size are known, and any part of it can be read, so that a web server can
/// answer a range request from it. Dispose it when it is no longer needed.
/// </summary>
public sealed class BootAsset : IDisposable
{
    readonly ContentSpool _spool;
    readonly PlannedUki? _uki;
    MeasurementReport? _measurement;

    internal BootAsset(Profile profile, string kernelCommandLine, AssetPlan plan, ContentSpool spool)
    {
        Profile = profile;
        KernelCommandLine = kernelCommandLine;
        Content = plan.Content;
        Warnings = plan.Warnings;
        _uki = plan.Uki;
        _measurement = plan.Uki?.Measurement;
        _spool = spool;
    }

    /// <summary>The finalized profile.</summary>
    public Profile Profile { get; }

    /// <summary>What upstream calls the file, such as <c>metal-amd64.iso</c>.</summary>
    public string FileName => ProfileFileNames.Packed(Profile);

    /// <summary>The kernel command line that the asset boots with.</summary>
    public string KernelCommandLine { get; }

    /// <summary>The length in bytes.</summary>
    public long Size => Content.Length;

    /// <summary>The bytes, for random reads from several threads.</summary>
    public BlobSource Content { get; }

    /// <summary>What was found that does not stop the build, such as an expired certificate. Each text starts with its id, such as TB4505.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>
    /// What PCR 11 of a machine will be when it boots the asset's UKI: for each boot entry, bank and phase. It is known already for an asset that
    /// is signed for Secure Boot; another one's UKI is read once for it.
    /// </summary>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>The report, or null for an asset without a UKI.</returns>
    public MeasurementReport? Measure(CancellationToken cancellationToken = default) =>
        _measurement ??= _uki is null ? null : MeasurementReport.Create(UkiReader.Open(_uki.Content), cancellationToken);

    /// <summary>Opens a seekable stream over the bytes. The caller disposes it.</summary>
    public Stream OpenRead() => Content.OpenRead();

    /// <summary>Writes the asset to a file, which appears under its name only when it is complete.</summary>
    /// <param name="path">The file.</param>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="cancellationToken">Stops the write; nothing is left behind.</param>
    /// <exception cref="Core.Diagnostics.FileAccessException">The file cannot be written (TB6001), or the device is full (TB6002).</exception>
    public async Task<BootAssetResult> WriteToFileAsync(
        string path, IProgress<BuildProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        await Content.WriteToFileAsync(path, progress, cancellationToken).ConfigureAwait(false);
        return new BootAssetResult(Path.GetFullPath(path), Size);
    }

    /// <summary>Writes the asset to a stream, which is neither flushed nor closed.</summary>
    /// <param name="destination">The stream.</param>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    public Task WriteToStreamAsync(
        Stream destination, IProgress<BuildProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Content.WriteToStreamAsync(destination, progress, cancellationToken);

    /// <summary>Gives back what was kept for reading. The asset can no longer be read.</summary>
    public void Dispose() => _spool.Dispose();
}
