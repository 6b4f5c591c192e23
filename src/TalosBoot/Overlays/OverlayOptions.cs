namespace TalosBoot.Overlays;

/// <summary>What an overlay tells before anything is laid out (installer-overlay.md 9).</summary>
public sealed record OverlayOptions
{
    /// <summary>What it calls itself, for messages; may be empty.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>Kernel arguments, each of one or more words. They replace those of the platform with the same keys.</summary>
    public IReadOnlyList<string> KernelArguments { get; init; } = [];

    /// <summary>
    /// How far the entries of the partition table are moved away from their usual place, in sectors of 512 bytes: the room for a boot loader of the
    /// firmware. Default 0.
    /// </summary>
    public long PartitionOffset { get; init; }
}
