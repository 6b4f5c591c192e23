namespace TalosBoot.Compression.Xz;

/// <summary>The check of an xz stream's blocks.</summary>
public enum XzCheck
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>CRC-32, the only one that the Linux kernel verifies. It refuses streams with CRC-64 or SHA-256.</summary>
    Crc32 = 1,

    /// <summary>CRC-64, the default of the xz program.</summary>
    Crc64 = 4,
}
