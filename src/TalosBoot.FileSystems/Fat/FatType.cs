namespace TalosBoot.FileSystems.Fat;

/// <summary>The width of the entries of a file allocation table, in bits.</summary>
public enum FatType
{
    /// <summary>At most 4,084 clusters.</summary>
    Fat12 = 12,

    /// <summary>At most 65,524 clusters.</summary>
    Fat16 = 16,

    /// <summary>The type of EFI system partitions. Firmware recognises it from 65,525 clusters on.</summary>
    Fat32 = 32,
}
