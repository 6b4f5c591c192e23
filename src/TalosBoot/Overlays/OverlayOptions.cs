namespace TalosBoot.Overlays;

/// <summary>What an overlay tells before anything is laid out (docs/formats/installer.md).</summary>
public sealed record OverlayOptions
{
    /// <summary>The largest partition offset, 1 TiB.</summary>
    internal const int LargestPartitionOffset = int.MaxValue;

    /// <summary>What it calls itself, for messages; may be empty.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>Kernel arguments, each of one or more words. They replace those of the platform with the same keys.</summary>
    public IReadOnlyList<string> KernelArguments { get; init; } = [];

    /// <summary>
    /// How far the entries of the partition table are moved away from their usual place, in sectors of 512 bytes: the room for a boot loader of the
    /// firmware. From 0, the default, to 2147483647.
    /// </summary>
    public long PartitionOffset { get; init; }
}
