namespace TalosBoot.Archives.Tar;

/// <summary>A stretch of a sparse file that holds bytes.</summary>
internal readonly record struct TarSparsePart(long Offset, long Length);
