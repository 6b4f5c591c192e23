using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.Oci.Layouts;

/// <summary>The files of a tar archive. Symbolic links are followed within it.</summary>
internal sealed class ArchiveFiles : IStoreFiles
{
    const int MaximumLinksFollowed = 40;

    readonly FileTree _tree;

    ArchiveFiles(string name, FileTree tree)
    {
        Name = name;
        _tree = tree;
    }

    public string Name { get; }

    public static ArchiveFiles Read(string name, BlobSource archive, ContainerImageLimits limits, CancellationToken cancellationToken) =>
        new(name, TarReader.ReadTree(archive, limits.Archive, cancellationToken));

    public FileTree Tree => _tree;

    public BlobSource? Find(string path)
    {
        for (var followed = 0; followed < MaximumLinksFollowed; followed++)
        {
            // What no tree can hold is not there.
            if (!Archives.ArchivePath.TryClean(path, out var names) || !FilePath.TrySplit(string.Join('/', names), out _))
            {
                return null;
            }

            switch (_tree.Find(string.Join('/', names)))
            {
                case RegularFile file:
                    return file.Content;
                case SymbolicLink link:
                    // Docker of old names layers ../<id>/layer.tar.
                    path = link.Target.StartsWith('/') ? link.Target : $"{string.Join('/', names.SkipLast(1))}/{link.Target}".TrimStart('/');
                    break;
                default:
                    return null;
            }
        }

        return null;
    }
}
