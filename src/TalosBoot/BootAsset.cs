using TalosBoot.Core.Content;
using TalosBoot.Core.Progress;
using TalosBoot.Profiles;

namespace TalosBoot;

/// <summary>
/// A boot asset that is laid out and not written yet: its name and size are known, and any part of it can be read, so that a web server can
/// answer a range request from it. Dispose it when it is no longer needed.
/// </summary>
public sealed class BootAsset : IDisposable
{
    readonly ContentSpool _spool;

    internal BootAsset(Profile profile, string kernelCommandLine, BlobSource content, ContentSpool spool)
    {
        Profile = profile;
        KernelCommandLine = kernelCommandLine;
        Content = content;
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
