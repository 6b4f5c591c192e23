namespace TalosBoot.Samples.Cli.Imager;

/// <summary>What a build left behind.</summary>
/// <param name="Path">The file.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="SchematicId">The schematic that an Image Factory would build it from; null where there is none.</param>
/// <param name="CommandLine">The kernel command line, as it may be shown.</param>
/// <param name="Warnings">What is built and probably not meant.</param>
sealed record BuiltAsset(string Path, long Size, string? SchematicId, string CommandLine, IReadOnlyList<string> Warnings);
