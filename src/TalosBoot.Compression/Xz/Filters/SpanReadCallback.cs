namespace TalosBoot.Compression.Xz.Filters;

/// <summary>Gives the next bytes of something; none at the end.</summary>
internal delegate int SpanReadCallback(Span<byte> destination);
