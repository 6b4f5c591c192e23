using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Overlays;
using TalosBoot.Overlays.Programs;
using TalosBoot.Yaml;

namespace TalosBoot.Installers;

/// <summary>The layer that takes an overlay to a machine, where its program is run (docs/formats/installer.md).</summary>
internal static class OverlayLayer
{
    const int PermissionMask = 0x1FF;
    const int LinkMode = 0x1FF;
    const string Folder = "overlay";
    const string DefaultInstaller = "default";

    /// <summary>Plans the layer, not compressed.</summary>
    /// <param name="image">The overlay image for the machine's architecture.</param>
    /// <param name="name">The name of the overlay.</param>
    /// <param name="options">The options of the user.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OverlayException">
    /// The image has no such installer (TB7001), no artifacts or something else than files among them (TB7002), or a link that leads out of them or too many of
    /// them (TB7003).
    /// </exception>
    public static BlobSource Plan(OverlayImage image, string name, YamlMapping options, CancellationToken cancellationToken)
    {
        var installer = image.FindInstaller(name) ?? throw image.Unknown(name);
        var artifacts = image.Artifacts;
        var entries = new SortedDictionary<string, FileTreeEntry>(FileNames.ByteOrder)
        {
            [$"{Folder}/extra-options"] = new RegularFile(BlobSource.FromBytes(OverlayProtocol.WriteOptions(options))),
            [$"{Folder}/{OverlayImage.InstallersFolder}/{DefaultInstaller}"] = WithPermissions(installer.Content, installer.Metadata.Mode),
        };
        foreach (var (path, entry, link) in artifacts.Walk(string.Empty, cancellationToken))
        {
            entries[$"{Folder}/{OverlayImage.ArtifactsFolder}/{path}"] = entry switch
            {
                // Upstream opens what it finds, so that a link becomes a file with the link's own mode, and a link to a folder cannot be read.
                RegularFile file => WithPermissions(file.Content, link is null ? file.Metadata.Mode : LinkMode),
                _ when link is null => new DirectoryNode(new FileMetadata { Mode = entry.Metadata.Mode & PermissionMask }),
                _ => throw artifacts.NoFile(path),
            };
        }

        var archive = new TarArchiveBuilder();
        foreach (var (path, entry) in entries)
        {
            archive.Add(path, entry);
        }

        return archive.Build();
    }

    static RegularFile WithPermissions(BlobSource content, int mode) => new(content, new FileMetadata { Mode = mode & PermissionMask });
}
