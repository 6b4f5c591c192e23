using System.Numerics;

namespace TalosBoot.Disks.Vhdx;

/// <summary>How a VHDX is to be made.</summary>
public sealed record VhdxOptions
{
    /// <summary>Bytes of a block: a power of two from 1 MiB to 256 MiB. Default 2 MiB.</summary>
    public int BlockSize { get; init; } = 2 * 1024 * 1024;

    /// <summary>Bytes of a sector that the machine sees: 512 (the default) or 4096.</summary>
    public int SectorSize { get; init; } = 512;

    /// <summary>The identifier of the disk. Two disks of one machine should differ. Default: one that follows from the size.</summary>
    public Guid? Id { get; init; }

    internal void Validate()
    {
        if (BlockSize is < 1024 * 1024 or > 256 * 1024 * 1024 || !BitOperations.IsPow2(BlockSize))
        {
            throw new ArgumentException($"A block of {BlockSize} bytes is not possible: choose a power of two from 1 MiB to 256 MiB.");
        }

        if (SectorSize is not (512 or 4096))
        {
            throw new ArgumentException($"A sector of {SectorSize} bytes is not possible: choose 512 or 4096.");
        }
    }
}
