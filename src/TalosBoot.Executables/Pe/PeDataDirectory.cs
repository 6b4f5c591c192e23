namespace TalosBoot.Executables.Pe;

/// <summary>A row of the data directories of a PE image.</summary>
/// <param name="Address">The address relative to the image base; for the certificate table (row 4) an offset in the file instead.</param>
/// <param name="Size">The size in bytes.</param>
public readonly record struct PeDataDirectory(uint Address, uint Size);
