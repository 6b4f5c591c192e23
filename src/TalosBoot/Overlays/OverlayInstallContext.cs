using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Yaml;

namespace TalosBoot.Overlays;

/// <summary>
/// What an overlay installs into: no folder and no disk, but a list of files and of bytes that is laid out later, so that any host can do it
/// (docs/formats/installer.md).
/// </summary>
public sealed class OverlayInstallContext
{
    const int SectorSize = 512;
    const int ReservedSectors = 2;
    const int PermissionMask = 0x1FF;

    readonly FileTree _esp = new();
    readonly List<OverlayDiskWrite> _writes = [];
    readonly string _image;
    readonly string _name;

    internal OverlayInstallContext(OverlayTarget target, ArtifactTree artifacts, ContentSpool spool)
    {
        (_image, _name) = (target.Image, target.Name);
        Options = target.Options;
        PartitionOffset = target.PartitionOffset;
        DiskSize = target.DiskSize;
        Links = artifacts;
        Spool = spool;
    }

    /// <summary>The options of the user; empty for none.</summary>
    public YamlMapping Options { get; }

    /// <summary>The room that the overlay asked for, in sectors of 512 bytes.</summary>
    public long PartitionOffset { get; }

    /// <summary>The size of the disk in bytes.</summary>
    public long DiskSize { get; }

    /// <summary>What lies in <c>artifacts/</c> of the overlay image: files, folders and symbolic links as they are.</summary>
    public FileTree Artifacts => Links.Tree;

    /// <summary>Keeps content that an overlay makes, as long as the asset lives.</summary>
    public ContentSpool Spool { get; }

    /// <summary>The artifacts with their links followed.</summary>
    internal ArtifactTree Links { get; }

    /// <summary>The first byte behind the room that is reserved for a boot loader; it begins at byte 1024.</summary>
    internal long RoomEnd => checked((ReservedSectors + PartitionOffset) * SectorSize);

    internal const int RoomStart = ReservedSectors * SectorSize;

    /// <summary>Puts a file on the EFI system partition, in place of any earlier one.</summary>
    /// <param name="path">The path from the root of the partition, which upstream mounts at <c>/boot/EFI</c>. Folders on the way are made.</param>
    /// <param name="content">The content.</param>
    /// <param name="mode">The permission bits, which a FAT file system does not keep. Default 0644.</param>
    /// <exception cref="OverlayException">The path is none, or leads through a file (TB7012).</exception>
    public void WriteFile(string path, BlobSource content, int mode = 0x1A4)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(content);
        Set(path, new RegularFile(content, FileMetadata.DefaultFile with { Mode = mode & PermissionMask }));
    }

    /// <summary>Makes a folder on the EFI system partition, unless it is there.</summary>
    /// <param name="path">The path from the root of the partition.</param>
    /// <exception cref="OverlayException">The path is none, or leads through a file (TB7012).</exception>
    public void MakeFolder(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!IsPath(path) || _esp.Find(path) is not DirectoryNode)
        {
            Set(path, new DirectoryNode());
        }
    }

    /// <summary>Copies an artifact to the EFI system partition.</summary>
    /// <param name="artifact">The path below <c>artifacts/</c>. Symbolic links are followed.</param>
    /// <param name="path">The path from the root of the partition.</param>
    /// <exception cref="OverlayException">The artifact is missing (TB7002), or a link leads out of the artifacts (TB7003).</exception>
    public void CopyFile(string artifact, string path)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        var file = Links.GetFile(artifact);
        WriteFile(path, file.Content, file.Metadata.Mode);
    }

    /// <summary>Copies what lies in a folder of the artifacts to the EFI system partition, over what is there.</summary>
    /// <param name="artifact">The path of the folder below <c>artifacts/</c>. Symbolic links are followed.</param>
    /// <param name="path">The folder on the partition; empty for its root.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OverlayException">
    /// The folder is missing (TB7002), a link leads out of the artifacts, or there are more than 100000 files and folders or 4 GiB (TB7003).
    /// </exception>
    public void CopyTree(string artifact, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(artifact);
        ArgumentNullException.ThrowIfNull(path);
        foreach (var (relative, entry, _) in Links.Walk(artifact, cancellationToken))
        {
            var target = FilePath.Join(path, relative);
            if (entry is RegularFile file)
            {
                WriteFile(target, file.Content, file.Metadata.Mode);
            }
            else
            {
                MakeFolder(target);
            }
        }
    }

    /// <summary>Writes bytes to the disk, in the room that <see cref="PartitionOffset"/> makes: from byte 1024 to sector 2 + offset.</summary>
    /// <param name="offset">The byte of the disk.</param>
    /// <param name="content">What to write.</param>
    /// <exception cref="OverlayException">The bytes do not lie in that room, or over others that were written (TB7004).</exception>
    public void WriteToDisk(long offset, BlobSource content)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (content.Length == 0)
        {
            return;
        }

        if (offset < RoomStart || content.Length > RoomEnd - offset)
        {
            throw Failure(
                DiagnosticIds.OverlayWriteRefused,
                $"{content.Length} bytes at byte {offset} of the disk do not lie in the room for boot loaders, which is from byte {RoomStart} to byte {RoomEnd}. "
                + "Ask for more room with the partition offset.");
        }

        if (_writes.Find(earlier => offset < earlier.Offset + earlier.Content.Length && earlier.Offset < offset + content.Length) is { } overlapped)
        {
            throw Failure(
                DiagnosticIds.OverlayWriteRefused,
                $"{content.Length} bytes at byte {offset} of the disk lie over the {overlapped.Content.Length} bytes at byte {overlapped.Offset}.");
        }

        _writes.Add(new OverlayDiskWrite(offset, content));
    }

    /// <summary>What was installed so far.</summary>
    internal OverlayInstallation ToInstallation() => new(_esp, [.. _writes.OrderBy(write => write.Offset)]);

    internal OverlayException Failure(string id, string message, Exception? inner = null) => new(id, _image, _name, message, inner);

    void Set(string path, FileTreeEntry entry)
    {
        if (!IsPath(path))
        {
            throw Failure(DiagnosticIds.OverlayFileRefused, $"\"{path}\" is no path on the EFI system partition.");
        }

        if (_esp.Find(path) is { } earlier && earlier.GetType() != entry.GetType())
        {
            throw Failure(DiagnosticIds.OverlayFileRefused, $"\"{path}\" cannot be both a file and a folder on the EFI system partition.");
        }

        try
        {
            _esp.Set(path, entry);
        }
        catch (InvalidOperationException exception)
        {
            throw Failure(DiagnosticIds.OverlayFileRefused, $"\"{path}\" cannot lie on the EFI system partition: {exception.Message}", exception);
        }
    }

    static bool IsPath(string path) => FilePath.TrySplit(path, out var names) && names.Length > 0;
}
