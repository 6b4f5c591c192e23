using System.Collections.Concurrent;
using TalosBoot.Core.Content;
using TalosBoot.Oci.Model;

namespace TalosBoot.Oci.Registry;

/// <summary>Keeps blobs for as long as it lives. Who wants one that is on its way waits for it.</summary>
internal sealed class SpoolBlobCache : IBlobCache, IDisposable
{
    const int CopyLength = 1024 * 1024;

    readonly ContentSpool _spool = new();
    readonly ConcurrentDictionary<Digest, BlobSource> _blobs = [];
    readonly ConcurrentDictionary<Digest, SemaphoreSlim> _gates = [];

    public async ValueTask<BlobSource> GetAsync(OciDescriptor descriptor, BlobOpener open, CancellationToken cancellationToken = default)
    {
        var gate = _gates.GetOrAdd(descriptor.Digest, _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!_blobs.TryGetValue(descriptor.Digest, out var blob))
            {
                blob = await _spool.WriteAsync(
                    ContentKind.Compressed, (output, token) => FetchAsync(open, output, token), cancellationToken).ConfigureAwait(false);
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

    public void Dispose() => _spool.Dispose();

    static async ValueTask FetchAsync(BlobOpener open, Stream output, CancellationToken cancellationToken)
    {
        // The stream checks size and digest, as it begins at the beginning.
        var input = await open(0, cancellationToken).ConfigureAwait(false);
        await using (input.ConfigureAwait(false))
        {
            await input.CopyToAsync(output, CopyLength, cancellationToken).ConfigureAwait(false);
        }
    }
}
