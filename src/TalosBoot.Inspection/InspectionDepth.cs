namespace TalosBoot.Inspection;

/// <summary>How much of an asset is read.</summary>
public enum InspectionDepth
{
    /// <summary>Everything: initramfs are unpacked, signatures checked, and PCR 11 is computed.</summary>
    Contents,

    /// <summary>
    /// Tables, names, command lines and other small texts: a few hundred kilobytes of any asset. What needs more is named in
    /// <see cref="AssetReport.Omissions"/>.
    /// </summary>
    Structure,
}
