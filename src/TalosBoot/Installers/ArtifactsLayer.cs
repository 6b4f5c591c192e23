using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;

namespace TalosBoot.Installers;

/// <summary>The layer with what an installer puts on the disk (installer-overlay.md 2).</summary>
internal static class ArtifactsLayer
{
    // Upstream gives these files no mode at all: only root reads them, and the installer runs as root.
    static readonly FileMetadata NoMode = new();

    /// <summary>Plans the layer, not compressed.</summary>
    /// <param name="architecture">The architecture.</param>
    /// <param name="files">The files by their names.</param>
    public static SparseSource Plan(Architecture architecture, IEnumerable<(string Name, BlobSource Content)> files)
    {
        var archive = new TarArchiveBuilder();
        foreach (var (name, content) in files.OrderBy(file => file.Name, FileNames.ByteOrder))
        {
            archive.Add($"usr/install/{architecture.ToName()}/{name}", new RegularFile(content, NoMode));
        }

        return archive.Build();
    }
}
