using TalosBoot.Core.Content;

namespace TalosBoot.FileSystems.Iso9660;

/// <summary>A boot image of a volume, as its boot catalog names it.</summary>
public sealed record IsoBootEntry
{
    /// <summary>The machines that the image is for.</summary>
    public required IsoBootPlatform Platform { get; init; }

    /// <summary>Whether firmware may start it.</summary>
    public required bool IsBootable { get; init; }

    /// <summary>The medium that firmware emulates with it; 0 for none.</summary>
    public required int EmulatedMedia { get; init; }

    /// <summary>The 512-byte sectors that firmware loads. 0 or 1 mean "to the end" to UEFI firmware.</summary>
    public required int SectorCount { get; init; }

    /// <summary>Where the image starts, in bytes.</summary>
    public required long Offset { get; init; }

    /// <summary>
    /// The image: the partition or the file that starts there, else as many sectors as the catalog says, else everything up to the end.
    /// </summary>
    public required BlobSource Image { get; init; }
}
