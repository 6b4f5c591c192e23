using TalosBoot.Archives.Trees;

namespace TalosBoot.Initramfs.Extensions;

/// <summary>A system extension, ready to become a layer of the root file system.</summary>
/// <param name="Source">Where it came from: a container image reference or a path, for messages.</param>
/// <param name="Manifest">What it says of itself.</param>
/// <param name="RootFs">What it adds to the root file system. It is not changed.</param>
public sealed record SystemExtension(string Source, ExtensionManifest Manifest, DirectoryNode RootFs);
