using TalosBoot.FileSystems.SquashFs;

namespace TalosBoot.FileSystems.Tests.SquashFs;

/// <summary>Holds up the first block until it is let through.</summary>
internal sealed class GateCompressor : ISquashFsCompressor
{
    readonly ManualResetEventSlim _gate = new();
    int _calls;

    public void Open() => _gate.Set();

    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (Interlocked.Increment(ref _calls) == 1)
        {
            _gate.Wait(TimeSpan.FromSeconds(30));
        }

        return 0;
    }

    public void Dispose()
    {
        // The codec disposes it once for each thread; the gate itself holds nothing that needs it.
    }
}
