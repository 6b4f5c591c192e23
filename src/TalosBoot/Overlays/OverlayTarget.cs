using TalosBoot.Yaml;

namespace TalosBoot.Overlays;

/// <summary>What an overlay is installed to, and by what name.</summary>
/// <param name="Image">The overlay image, for messages.</param>
/// <param name="Name">The name of the overlay.</param>
/// <param name="Options">The options of the user.</param>
/// <param name="PartitionOffset">The room that the overlay asked for, in sectors of 512 bytes.</param>
/// <param name="DiskSize">The size of the disk in bytes.</param>
internal sealed record OverlayTarget(string Image, string Name, YamlMapping Options, long PartitionOffset, long DiskSize);
