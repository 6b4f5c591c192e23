namespace TalosBoot.FileSystems.SquashFs.Codecs;

/// <summary>Compresses one block at a time, each on its own. Not thread-safe: every thread has one of its own.</summary>
internal interface ISquashFsCompressor : IDisposable
{
    /// <summary>Compresses a block.</summary>
    /// <param name="source">The block.</param>
    /// <param name="destination">At least as long as the block.</param>
    /// <returns>The bytes written, or 0 when they do not fit.</returns>
    int Compress(ReadOnlySpan<byte> source, Span<byte> destination);
}
