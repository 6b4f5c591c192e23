namespace TalosBoot.Inspection;

/// <summary>How much of an asset is read.</summary>
public enum InspectionDepth
{
    /// <summary>Everything: initramfs are unpacked, signatures checked, and PCR 11 is computed.</summary>
    Contents,

    /// <summary>
    /// Tables, names, command lines and other small texts: up to two megabytes of what Talos and TalosBoot make, of any size, and more of an archive with
    /// many members, whose heads lie between them. What needs more is named in <see cref="AssetReport.Omissions"/>.
    /// </summary>
    Structure,
}
