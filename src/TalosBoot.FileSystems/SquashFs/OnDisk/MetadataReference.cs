namespace TalosBoot.FileSystems.SquashFs.OnDisk;

/// <summary>A place in a table of metadata blocks: 48 bits of the block's offset from the table's start, 16 bits of the place in its content (docs/formats/squashfs.md).</summary>
internal readonly record struct MetadataReference(ulong Value)
{
    public MetadataReference(long block, int offset)
        : this(((ulong)block << 16) | (ushort)offset)
    {
    }

    public long Block => (long)(Value >> 16);

    public int Offset => (int)(Value & 0xFFFF);
}
