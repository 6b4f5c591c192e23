using System.Buffers.Binary;
using TalosBoot.FileSystems.Ext4.OnDisk;

namespace TalosBoot.FileSystems.Ext4.Reading;

/// <summary>Reads the names of directories. Blocks of a tree of hashes look like blocks without names.</summary>
/// <param name="image">The volume.</param>
internal sealed class Ext4DirectoryReader(Ext4Image image)
{
    const int HeaderSize = 8;

    public IEnumerable<(string Name, ulong Inode, long Position)> Read(uint number, Ext4Inode inode, IEnumerable<Ext4Extent> extents)
    {
        var seed = image.SeedOf(number, inode);
        var blocks = (inode.Length + (ulong)image.BlockSize - 1) / (ulong)image.BlockSize;
        foreach (var extent in extents.Where(extent => !extent.IsUnwritten))
        {
            for (var index = 0u; index < extent.Count && extent.Logical + (ulong)index < blocks; index++)
            {
                var (bytes, offset) = image.ReadBlock(extent.Block + index, 0);
                if (image.HasChecksums && Ext4DirectoryTail.IsThere(bytes)
                    && !Ext4Checksums.IsTailValid(bytes, seed, bytes.Length - Ext4DirectoryTail.Size))
                {
                    throw image.Reading.Invalid(offset, $"a block of the directory of inode {number} has a wrong checksum");
                }

                foreach (var entry in ReadBlock(bytes, offset))
                {
                    yield return entry;
                }
            }
        }
    }

    List<(string Name, ulong Inode, long Position)> ReadBlock(ReadOnlySpan<byte> block, long offset)
    {
        var result = new List<(string, ulong, long)>();
        for (var position = 0; position < block.Length;)
        {
            var entry = block[position..];
            if (entry.Length < HeaderSize)
            {
                throw image.Reading.Invalid(offset + position, "an entry of a directory does not fit its block");
            }

            int length = BinaryPrimitives.ReadUInt16LittleEndian(entry[4..]);

            // With blocks of 64 KiB, a length of the whole block has no number of its own.
            length = block.Length == 65_536 && length is 0 or 65_535 ? entry.Length : length;
            var inode = BinaryPrimitives.ReadUInt32LittleEndian(entry);
            var nameLength = entry[6];
            if (length < HeaderSize || length % 4 != 0 || length > entry.Length || (inode != 0 && HeaderSize + nameLength > length))
            {
                throw image.Reading.Invalid(offset + position, $"an entry of a directory has {length} bytes and a name of {nameLength}");
            }

            var name = entry.Slice(HeaderSize, inode == 0 ? 0 : nameLength);
            if (inode != 0 && !name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
            {
                result.Add((image.Reading.Name(name, offset + position), inode, offset + position));
            }

            position += length;
        }

        return result;
    }
}
