namespace TalosBoot.Oci.Flattening;

/// <summary>
/// Gives turns at decompressing, so that the memory of all decoders together is bounded: two at a time, or one alone that needs much for its window.
/// </summary>
internal sealed class DecompressionTurns : IDisposable
{
    // More than this costs memory for windows, and wins nothing on the machines that build assets.
    const int Concurrent = 2;

    readonly SemaphoreSlim _turns = new(Concurrent);
    readonly SemaphoreSlim _alone = new(1);

    /// <summary>Runs a decoder when it is its turn.</summary>
    /// <param name="alone">Whether no other may run meanwhile.</param>
    /// <param name="decompress">The decoder.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<T> RunAsync<T>(bool alone, Func<ValueTask<T>> decompress, CancellationToken cancellationToken)
    {
        var taken = 0;
        var first = alone ? _alone : null;
        await (first?.WaitAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        try
        {
            // Only one gathers all turns at a time, so that no two wait for what the other has.
            for (; taken < (alone ? Concurrent : 1); taken++)
            {
                await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            return await decompress().ConfigureAwait(false);
        }
        finally
        {
            _ = taken > 0 ? _turns.Release(taken) : 0;
            first?.Release();
        }
    }

    public void Dispose()
    {
        _turns.Dispose();
        _alone.Dispose();
    }
}
