namespace TalosBoot.Core.Diagnostics;

public static partial class DiagnosticIds
{
    /// <summary>The bytes are not an ISO 9660 volume.</summary>
    public const string NotIso9660 = "TB4320";

    /// <summary>A volume descriptor of an ISO 9660 volume is damaged.</summary>
    public const string IsoDescriptorDamaged = "TB4321";

    /// <summary>A directory of an ISO 9660 volume is damaged, or names blocks outside of the volume.</summary>
    public const string IsoDirectoryDamaged = "TB4322";

    /// <summary>A directory of an ISO 9660 volume is reached in two ways.</summary>
    public const string IsoDirectoryLoop = "TB4323";

    /// <summary>The Rock Ridge fields of an ISO 9660 volume are damaged.</summary>
    public const string IsoRockRidgeDamaged = "TB4324";

    /// <summary>An ISO 9660 volume uses something that is not read: interleaved files, several volumes, transparent compression.</summary>
    public const string IsoFeatureUnsupported = "TB4325";

    /// <summary>The El Torito boot catalog of an ISO 9660 volume is damaged.</summary>
    public const string IsoBootCatalogDamaged = "TB4326";

    /// <summary>A partition table is damaged.</summary>
    public const string PartitionTableDamaged = "TB4327";
}
