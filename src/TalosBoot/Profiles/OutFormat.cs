namespace TalosBoot.Profiles;

/// <summary>How the output is packed.</summary>
public enum OutFormat
{
    /// <summary>Nothing yet: not a valid choice.</summary>
    Unknown,

    /// <summary>As it is.</summary>
    Raw,

    /// <summary><c>.tar.gz</c> with one sparse member.</summary>
    TarGz,

    /// <summary><c>.xz</c>.</summary>
    Xz,

    /// <summary><c>.gz</c>.</summary>
    Gz,

    /// <summary><c>.zst</c>.</summary>
    Zst,
}
