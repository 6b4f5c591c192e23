namespace TalosBoot.Planning.Bootloaders;

/// <summary>What a machine is started from.</summary>
internal enum BootMedium
{
    /// <summary>An ISO, on a CD or a stick.</summary>
    Iso,

    /// <summary>A disk image.</summary>
    Disk,
}
