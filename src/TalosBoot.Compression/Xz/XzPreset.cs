namespace TalosBoot.Compression.Xz;

/// <summary>How much effort <see cref="XzWriter"/> makes, named by what comes close in the xz program.</summary>
public enum XzPreset
{
    /// <summary>As <c>xz -0</c>: a dictionary of 256 KiB.</summary>
    Fast = 0,

    /// <summary>As <c>xz -6</c>: a dictionary of 8 MiB, and about 130 MiB of memory for each thread.</summary>
    Default = 6,

    /// <summary>Towards <c>xz -9</c>: a dictionary of 32 MiB, and about 400 MiB of memory for each thread.</summary>
    Best = 9,
}
