using System.Collections.Concurrent;
using TalosBoot.Core.Content;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Registry.Blobs;

/// <summary>Keeps blobs for as long as it lives. Who wants one that is on its way waits for it.</summary>
/// <param name="folder">Where its file lies; null for the system's folder for temporary files.</param>
internal sealed class SpoolBlobCache(string? folder) : IBlobCache, IDisposable
{
    readonly ContentSpool _spool = new(folder);
    readonly ConcurrentDictionary<Digest, BlobSource> _blobs = [];
    readonly ConcurrentDictionary<Digest, SemaphoreSlim> _gates = [];

    public bool IsDurable => false;

    public async ValueTask<BlobSource> GetAsync(OciDescriptor descriptor, BlobOpener open, CancellationToken cancellationToken = default)
    {
        var gate = _gates.GetOrAdd(descriptor.Digest, _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_blobs.TryGetValue(descriptor.Digest, out var blob))
            {
                blob = await _spool.WriteAsync(
                    ContentKind.Compressed, (output, token) => FetchAsync(descriptor, open, output, token), cancellationToken).ConfigureAwait(false);
                _blobs[descriptor.Digest] = blob;
            }

            BlobVerification.CheckSize(descriptor, blob.Length, "the registry");
            return blob;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Whether a blob is there.</summary>
    public bool Has(Digest digest) => _blobs.ContainsKey(digest);

    public void Dispose() => _spool.Dispose();

    static async ValueTask FetchAsync(OciDescriptor descriptor, BlobOpener open, Stream output, CancellationToken cancellationToken)
    {
        // The stream checks size and digest, as it begins at the beginning.
        var input = await open(0, cancellationToken).ConfigureAwait(false);
        await using (input.ConfigureAwait(false))
        {
            await BlobPieces.ReadAsync(input, descriptor.Size, piece => output.Write(piece.Span), cancellationToken).ConfigureAwait(false);
        }
    }
}
