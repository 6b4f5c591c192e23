namespace TalosBoot.Compression.Xz.Filters;

/// <summary>Undoes what was done to bytes before they were compressed, in place.</summary>
internal interface IXzFilter
{
    /// <summary>Works on the bytes from a position on.</summary>
    /// <param name="bytes">The bytes. Those that were given back unfinished come again, with more behind them.</param>
    /// <param name="position">The position of the first of them.</param>
    /// <returns>How many of them are finished: the rest waits for what follows, and stays as it is at the end.</returns>
    int Undo(Span<byte> bytes, uint position);
}
