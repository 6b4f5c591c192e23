namespace TalosBoot.Archives.Trees;

/// <summary>Something that a directory can hold. It does not know its name: one entry under two names is a hard link.</summary>
public abstract class FileTreeEntry
{
    private protected FileTreeEntry(FileMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        Metadata = metadata;
    }

    /// <summary>Owner, mode, time and extended attributes.</summary>
    public FileMetadata Metadata { get; set; }
}
