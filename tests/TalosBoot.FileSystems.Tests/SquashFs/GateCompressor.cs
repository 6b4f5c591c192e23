using TalosBoot.FileSystems.SquashFs.Codecs;

namespace TalosBoot.FileSystems.Tests.SquashFs;

/// <summary>Holds up one block until it is let through. The block is known by its bytes, since threads take blocks in any order.</summary>
internal sealed class GateCompressor(ReadOnlyMemory<byte> heldBlock) : ISquashFsCompressor
{
    readonly ManualResetEventSlim _gate = new();

    public void Open() => _gate.Set();

    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (source.SequenceEqual(heldBlock.Span))
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
