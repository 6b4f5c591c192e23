namespace TalosBoot;

/// <summary>An asset that was written.</summary>
/// <param name="Path">The file.</param>
/// <param name="Size">Its length in bytes.</param>
public sealed record BootAssetResult(string Path, long Size);
