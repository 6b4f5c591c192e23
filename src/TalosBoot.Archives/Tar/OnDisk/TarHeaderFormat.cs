namespace TalosBoot.Archives.Tar.OnDisk;

/// <summary>The dialects of headers.</summary>
internal enum TarHeaderFormat
{
    /// <summary>Seventh Edition Unix: no magic.</summary>
    V7,

    /// <summary>POSIX.1-1988, and PAX on top of it.</summary>
    Ustar,

    /// <summary>Schilling's: as USTAR, with a shorter prefix.</summary>
    Star,

    /// <summary>GNU: no prefix, and other fields in its place.</summary>
    Gnu,
}
