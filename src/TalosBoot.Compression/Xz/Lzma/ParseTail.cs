namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>What belongs to a step behind its first symbol.</summary>
internal enum ParseTail
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A match at the last distance.</summary>
    Repeat,

    /// <summary>A literal, and a match at the last distance.</summary>
    LiteralAndRepeat,
}
