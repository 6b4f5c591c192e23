namespace TalosBoot.Compression.Gzip;

/// <summary>How much effort <see cref="GzipWriter"/> makes.</summary>
public enum GzipLevel
{
    /// <summary>None: the bytes are only wrapped.</summary>
    Stored,

    /// <summary>Little, as level 1 of other writers. Container image layers are written so.</summary>
    Fast,

    /// <summary>As level 6 of other writers.</summary>
    Default,
}
