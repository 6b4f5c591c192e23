using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci;

/// <summary>A layer of a container image.</summary>
public sealed class ContainerLayer
{
    readonly IBlobStore _store;

    internal ContainerLayer(IBlobStore store, OciDescriptor descriptor, Digest? diffId)
    {
        _store = store;
        Descriptor = descriptor;
        DiffId = diffId;
    }

    /// <summary>Media type, size and digest of the layer as it is stored.</summary>
    public OciDescriptor Descriptor { get; }

    /// <summary>The digest of the layer when it is not compressed, as the image's configuration tells it; null when it does not.</summary>
    public Digest? DiffId { get; }

    /// <summary>The same layer under another media type, such as Docker's where an image has been of Docker's types so far.</summary>
    /// <param name="mediaType">The media type, of the same compression.</param>
    public ContainerLayer WithMediaType(string mediaType)
    {
        ArgumentException.ThrowIfNullOrEmpty(mediaType);
        return new ContainerLayer(_store, Descriptor with { MediaType = mediaType }, DiffId);
    }

    /// <summary>Opens the layer as it is stored, which is usually compressed. Digest and size have been verified.</summary>
    /// <param name="cancellationToken">Stops fetching and verifying.</param>
    /// <exception cref="RegistryException">The layer is not there (TB2006).</exception>
    /// <exception cref="ContentMismatchException">The layer is not what its digest (TB2101) or size (TB2102) says.</exception>
    public ValueTask<BlobSource> OpenAsync(CancellationToken cancellationToken = default) => TryOpenInline(cancellationToken) is { } inline
        ? ValueTask.FromResult(inline)
        : _store.OpenAsync(Descriptor, cancellationToken);

    /// <summary>Opens the layer for a reader that reads it whole, and verifies it where that has not been done.</summary>
    internal ValueTask<StoredBlob> OpenStoredAsync(IProgress<long>? fetched, CancellationToken cancellationToken) => TryOpenInline(cancellationToken) is { } inline
        ? ValueTask.FromResult(new StoredBlob(inline, IsVerified: true))
        : _store.OpenStoredAsync(Descriptor, fetched, cancellationToken);

    /// <summary>Writes the layer as it is stored to a file, which appears when it is complete. Digest and size are verified.</summary>
    internal ValueTask SaveAsync(string path, CancellationToken cancellationToken) => TryOpenInline(cancellationToken) is { } inline
        ? new ValueTask(inline.WriteToFileAsync(path, null, cancellationToken))
        : _store.SaveAsync(Descriptor, path, cancellationToken);

    /// <summary>Notes that the reader has verified the layer.</summary>
    internal void NoteVerified(BlobSource blob) => _store.NoteVerified(Descriptor, blob);

    /// <summary>Looks whether the layer was damaged where it is kept, and if so, forgets it, so that it can be opened anew.</summary>
    internal ValueTask<bool> ForgetIfDamagedAsync(CancellationToken cancellationToken) => _store.ForgetIfDamagedAsync(Descriptor, cancellationToken);

    BlobSource? TryOpenInline(CancellationToken cancellationToken) =>
        BlobVerification.TryOpenInline(Descriptor, $"the layer {Descriptor.Digest}", cancellationToken);
}
