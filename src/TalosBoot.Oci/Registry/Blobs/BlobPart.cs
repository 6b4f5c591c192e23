using TalosBoot.Oci.Registry.Http;

namespace TalosBoot.Oci.Registry.Blobs;

/// <summary>An open answer with bytes of a blob.</summary>
internal sealed class BlobPart(RegistryAnswer answer, Stream body, GuardedBody guarded) : IDisposable
{
    const int SkipLength = 64 * 1024;

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        guarded.ReadAsync(buffer, cancellationToken);

    public async Task SkipAsync(long count, CancellationToken cancellationToken)
    {
        var buffer = count == 0 ? [] : new byte[SkipLength];
        while (count > 0)
        {
            var read = await ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return;
            }

            count -= read;
        }
    }

    public void Dispose()
    {
        guarded.Dispose();
        body.Dispose();
        answer.Dispose();
    }
}
