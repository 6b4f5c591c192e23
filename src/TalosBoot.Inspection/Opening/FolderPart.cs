namespace TalosBoot.Inspection.Opening;

/// <summary>A folder of this machine.</summary>
/// <param name="path">The folder.</param>
internal sealed class FolderPart(string path) : Part(null, path);
