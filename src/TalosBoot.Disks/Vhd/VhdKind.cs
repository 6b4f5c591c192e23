namespace TalosBoot.Disks.Vhd;

/// <summary>How the blocks of a VHD lie in the file.</summary>
public enum VhdKind
{
    /// <summary>All of them, as on the disk, with a footer behind them. What Azure takes.</summary>
    Fixed,

    /// <summary>Only those that hold bytes, with a table in front of them.</summary>
    Dynamic,
}
