namespace TalosBoot.Oci.Registry.Push;

/// <summary>Where an upload goes on.</summary>
/// <param name="Address">Where to send the next piece.</param>
/// <param name="Offset">How many bytes the registry has.</param>
/// <param name="MinimumChunk">The smallest piece that it takes, or 0.</param>
internal sealed record UploadProgress(Uri Address, long Offset, int MinimumChunk);
