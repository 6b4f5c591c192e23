namespace TalosBoot.Compression.Xz.Filters;

/// <summary>A filter for code that begins at another position than 0.</summary>
internal sealed class MovedFilter(IXzFilter filter, uint start) : IXzFilter
{
    public int Undo(Span<byte> bytes, uint position) => filter.Undo(bytes, position + start);
}
