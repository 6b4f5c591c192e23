using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;

namespace TalosBoot.Initramfs.Extensions;

/// <summary>
/// What extracting an extension to a folder does to its files upstream (docs/formats/initramfs.md): all become root's and get one time, directories
/// may always be entered by their owner, labels are the only extended attributes that stay, and special files become empty files.
/// </summary>
/// <remarks>Upstream makes empty files of hard links as well. Nobody can want that: here each name has the content.</remarks>
internal static class ExtensionTree
{
    const int PermissionBits = 0x1FF;
    const int AllModeBits = 0xFFF;
    const int OwnerBits = 0x1C0;
    const string LabelName = "security.selinux";

    public static DirectoryNode Normalize(DirectoryNode source, BuildClock clock)
    {
        var result = new DirectoryNode(Metadata(source, (source.Metadata.Mode & PermissionBits) | OwnerBits, clock));
        foreach (var (name, entry) in source.Children)
        {
            result.Set(name, entry switch
            {
                DirectoryNode directory => Normalize(directory, clock),
                SymbolicLink link => new SymbolicLink(link.Target, Metadata(link, PermissionBits, clock)),
                RegularFile file => new RegularFile(file.Content, Metadata(file, file.Metadata.Mode & AllModeBits, clock)),
                _ => new RegularFile(BlobSource.Zeros(0), Metadata(entry, entry.Metadata.Mode & AllModeBits, clock)),
            });
        }

        return result;
    }

    static FileMetadata Metadata(FileTreeEntry entry, int mode, BuildClock clock) => new()
    {
        Mode = mode,
        ModifiedAt = clock.UnixSeconds,
        ExtendedAttributes = entry.Metadata.ExtendedAttributes.RemoveRange(
            entry.Metadata.ExtendedAttributes.Keys.Where(name => name != LabelName)),
    };
}
