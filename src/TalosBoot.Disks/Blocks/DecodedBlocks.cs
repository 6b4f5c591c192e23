namespace TalosBoot.Disks.Blocks;

/// <summary>Decodes the blocks of a disk image that are compressed, and keeps the last ones. Thread-safe.</summary>
/// <param name="blockSize">The bytes of a block when it is decoded.</param>
/// <param name="decode">Decodes the block that lies at an offset of the image.</param>
internal sealed class DecodedBlocks(int blockSize, Func<long, byte[]> decode)
{
    const int MemoryLimit = 8 * 1024 * 1024;

    readonly Entry?[] _entries = new Entry?[Math.Clamp(MemoryLimit / blockSize, 1, 256)];

    /// <summary>The bytes of the block that lies at an offset.</summary>
    public byte[] Get(long offset)
    {
        ref var slot = ref _entries[(int)((ulong)offset * 0x9E37_79B9_7F4A_7C15 >> 33) % _entries.Length];
        if (Volatile.Read(ref slot) is { } entry && entry.Offset == offset)
        {
            return entry.Bytes;
        }

        var bytes = decode(offset);
        Volatile.Write(ref slot, new Entry(offset, bytes));
        return bytes;
    }

    sealed record Entry(long Offset, byte[] Bytes);
}
