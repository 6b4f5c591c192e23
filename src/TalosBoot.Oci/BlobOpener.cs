namespace TalosBoot.Oci;

/// <summary>Opens the bytes of one blob from an offset on. The stream is read asynchronously, ends where the blob ends, and is the caller's.</summary>
/// <param name="offset">The first byte.</param>
/// <param name="cancellationToken">Stops the request.</param>
public delegate ValueTask<Stream> BlobOpener(long offset, CancellationToken cancellationToken);
