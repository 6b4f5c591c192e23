namespace TalosBoot.Compression.Content;

/// <summary>How a stretch of content is to be squeezed.</summary>
internal enum RunKind
{
    /// <summary>With effort.</summary>
    Data,

    /// <summary>Not at all: it is known not to shrink, or too short to be worth it.</summary>
    Stored,

    /// <summary>It is all zeros, and need not be read.</summary>
    Hole,
}
