namespace TalosBoot.FileSystems.Iso9660.Writing;

/// <summary>
/// One of the trees of a volume: the whole image's, or that of the first partition, which counts blocks from its own start.
/// </summary>
/// <param name="DirectoryShift">How far its directories lie behind those of the first tree, in blocks.</param>
/// <param name="FirstBlock">The block of the image that is block 0 of the tree.</param>
internal readonly record struct TreeCopy(uint DirectoryShift, uint FirstBlock)
{
    /// <summary>The block of a directory, or of a path table, as the tree counts.</summary>
    public uint OfDirectory(uint block) => block + DirectoryShift - FirstBlock;

    /// <summary>The block of a content as the tree counts.</summary>
    public uint OfContent(uint block) => block - FirstBlock;
}
