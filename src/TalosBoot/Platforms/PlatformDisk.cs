using TalosBoot.Profiles;

namespace TalosBoot.Platforms;

/// <summary>What the disk images of a platform usually are.</summary>
/// <param name="Packing">How they are packed.</param>
/// <param name="Format">Their format.</param>
/// <param name="Size">The size of the disk in bytes.</param>
internal sealed record PlatformDisk(OutFormat Packing, DiskFormat Format, long Size)
{
    /// <summary>Options of the format, as qemu-img has them; empty for none.</summary>
    public string FormatOptions { get; init; } = string.Empty;

    /// <summary>Whether there is a profile for Secure Boot as well.</summary>
    public bool HasSecureBoot { get; init; }

    /// <summary>Bytes per sector; 0 for the usual 512.</summary>
    public uint SectorSize { get; init; }
}
