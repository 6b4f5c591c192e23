namespace TalosBoot.Disks.Vhdx.OnDisk;

/// <summary>A region of a VHDX.</summary>
internal readonly record struct VhdxRegion(Guid Id, ulong Offset, uint Length, bool IsRequired);
