using TalosBoot.Archives.Trees;
using TalosBoot.FileSystems.SquashFs.OnDisk;

namespace TalosBoot.FileSystems.SquashFs.Reading;

/// <summary>An inode that was read.</summary>
/// <param name="Entry">What it is; a directory is still empty.</param>
/// <param name="Type">Its basic type.</param>
/// <param name="Listing">Where the listing of a directory begins.</param>
/// <param name="Size">What a directory says about the size of its listing.</param>
internal readonly record struct ReadInode(FileTreeEntry Entry, InodeType Type, MetadataReference Listing = default, uint Size = 0);
