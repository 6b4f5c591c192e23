using TalosBoot.Archives.Tar.OnDisk;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Archives.Tar;

/// <summary>
/// Plans a tar archive member by member, with the headers that Go's archive/tar writes: USTAR where everything fits, else PAX records for what does
/// not, and two blocks of zeros at the end (docs/formats/oci.md). Nothing is read or copied.
/// </summary>
public sealed class TarArchiveBuilder
{
    readonly SparseImageBuilder _image = new();
    long _offset;

    /// <summary>Adds a member.</summary>
    /// <param name="path">The name, which is written as it is. Directories get no slash at the end.</param>
    /// <param name="entry">What it is.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ImageFormatException">The entry is a socket, or a device with numbers of more than 21 bits (TB4106).</exception>
    public TarArchiveBuilder Add(string path, FileTreeEntry entry)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(entry);
        var header = Header(path, entry.Metadata);
        switch (entry)
        {
            case DirectoryNode:
                Place(header with { Type = TarTypes.Directory }, entry.Metadata);
                break;
            case RegularFile file:
                Place(header with { Type = TarTypes.Regular, FileSize = file.Content.Length }, entry.Metadata);
                _image.Place(_offset, file.Content, path);
                _offset += Alignment.Up(file.Content.Length, TarHeader.Size);
                break;
            case SymbolicLink link:
                Place(header with { Type = TarTypes.SymbolicLink, LinkName = link.Target }, entry.Metadata);
                break;
            case SpecialFile special:
                Place(header with { Type = TypeOf(special, path), DeviceMajor = special.DeviceMajor, DeviceMinor = special.DeviceMinor }, entry.Metadata);
                break;
        }

        return this;
    }

    /// <summary>Adds another name of a file that was added before.</summary>
    /// <param name="path">The name, which is written as it is.</param>
    /// <param name="target">The name under which the file was added.</param>
    /// <param name="metadata">The file's metadata.</param>
    /// <returns>This builder.</returns>
    public TarArchiveBuilder AddHardLink(string path, string target, FileMetadata metadata)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentException.ThrowIfNullOrEmpty(target);
        ArgumentNullException.ThrowIfNull(metadata);
        Place(Header(path, metadata) with { Type = TarTypes.HardLink, LinkName = target }, metadata);
        return this;
    }

    /// <summary>
    /// Adds what a tree holds: each directory before its content, siblings in byte order, the root itself left out. An entry under several names
    /// is a member under the first of them, and a hard link under the others.
    /// </summary>
    /// <param name="tree">The tree.</param>
    /// <param name="cancellationToken">Checked for every entry.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ImageFormatException">As for <see cref="Add"/>.</exception>
    public TarArchiveBuilder AddTree(FileTree tree, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var names = new Dictionary<FileTreeEntry, string>(ReferenceEqualityComparer.Instance);
        foreach (var (path, entry) in tree.Walk())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (names.TryAdd(entry, path))
            {
                Add(path, entry);
            }
            else
            {
                AddHardLink(path, names[entry], entry.Metadata);
            }
        }

        return this;
    }

    /// <summary>Makes the archive.</summary>
    public BlobSource Build() => _image.Build(_offset + (2 * TarHeader.Size));

    static TarHeader Header(string path, FileMetadata metadata) => new()
    {
        Name = path,
        LinkName = string.Empty,
        Mode = metadata.Mode & FileTypeBits.PermissionMask,
        UserId = metadata.UserId,
        GroupId = metadata.GroupId,
        ModifiedAt = metadata.ModifiedAt,
        DeviceMajor = 0,
        DeviceMinor = 0,
    };

    static byte TypeOf(SpecialFile special, string path) => special.Kind switch
    {
        SpecialFileKind.CharacterDevice => TarTypes.CharacterDevice,
        SpecialFileKind.BlockDevice => TarTypes.BlockDevice,
        SpecialFileKind.Fifo => TarTypes.Fifo,
        _ => throw new ImageFormatException(
            DiagnosticIds.EntryNotArchivable, TarReader.FormatName, 0, $"\"{path}\" is a socket, for which tar has no member. Take it out of the tree."),
    };

    void Place(TarHeader header, FileMetadata metadata)
    {
        var length = TarHeaderEncoder.Encode(header, metadata.ExtendedAttributes).Length;
        _image.Place(_offset, new TarHeaderSource(header, metadata.ExtendedAttributes, length), header.Name);
        _offset += length;
    }
}
