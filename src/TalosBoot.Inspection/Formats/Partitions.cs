using System.Globalization;
using TalosBoot.Disks.PartitionTables;
using TalosBoot.Inspection.Opening;

namespace TalosBoot.Inspection.Formats;

/// <summary>What is to be said of partitions.</summary>
internal static class Partitions
{
    const int LookedAt = 4096;

    public static string NameOf(int number, string name, bool isEfiSystem) => string.Create(
        CultureInfo.InvariantCulture, $"partition {number}{(name.Length > 0 ? $" {name}" : isEfiSystem ? " EFI system" : string.Empty)}");

    public static string TypeName(Guid type) => type == PartitionTypes.EfiSystem ? "EFI system"
        : type == PartitionTypes.BiosBoot ? "BIOS boot"
        : type == PartitionTypes.LinuxData ? "Linux data"
        : type.ToString();

    /// <summary>What is in a partition, by its marks. Only its first blocks are looked at.</summary>
    public static string ContentOf(ContentPart partition)
    {
        if (FileSystem.Recognize(partition) is { } fileSystem)
        {
            return fileSystem;
        }

        return MetaValues.IsMeta(partition) ? "META"
            : IsoFile.HasMark(partition) ? "ISO 9660"
            : partition.Start(LookedAt).AsSpan().ContainsAnyExcept((byte)0) ? "other"
            : "empty";
    }
}
