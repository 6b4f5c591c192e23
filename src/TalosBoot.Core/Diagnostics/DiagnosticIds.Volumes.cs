namespace TalosBoot.Core.Diagnostics;

public static partial class DiagnosticIds
{
    /// <summary>A tree holds something that a volume of XFS or ext4 cannot: an extended attribute of another namespace, or one too large.</summary>
    public const string VolumeEntryUnsupported = "TB4360";

    /// <summary>No volume of XFS or ext4 of the wanted size is made.</summary>
    public const string VolumeGeometryImpossible = "TB4361";

    /// <summary>Bytes are no volume of XFS version 5 or of ext4, or use a feature that is not read.</summary>
    public const string VolumeNotRecognised = "TB4362";

    /// <summary>An inode, directory or tree of a volume of XFS or ext4 contradicts itself, points outside or has a wrong checksum.</summary>
    public const string VolumeDamaged = "TB4363";
}
