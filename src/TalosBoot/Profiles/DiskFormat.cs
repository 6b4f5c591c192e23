namespace TalosBoot.Profiles;

/// <summary>The format of a disk image.</summary>
public enum DiskFormat
{
    /// <summary>Nothing yet: not a valid choice.</summary>
    Unknown,

    /// <summary>The bytes of the disk.</summary>
    Raw,

    /// <summary>QEMU's copy-on-write format.</summary>
    Qcow2,

    /// <summary>Virtual PC's format.</summary>
    Vhd,

    /// <summary>A virtual appliance for VMware.</summary>
    Ova,
}
