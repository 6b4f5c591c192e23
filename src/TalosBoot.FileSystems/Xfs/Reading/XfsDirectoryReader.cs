using System.Buffers.Binary;
using TalosBoot.Core.Binary;
using TalosBoot.FileSystems.Xfs.OnDisk;

namespace TalosBoot.FileSystems.Xfs.Reading;

/// <summary>Reads the names of directories of all forms. The trees by hash are not needed for that.</summary>
/// <param name="image">The volume.</param>
internal sealed class XfsDirectoryReader(XfsImage image)
{
    const int DataOffset = 64;

    const int TailSize = 8;

    const int HashSize = 8;

    const ushort UnusedTag = 0xFFFF;

    /// <summary>Where data blocks end and trees begin, in bytes of a directory.</summary>
    const ulong DataEnd = 32UL << 30;

    public IEnumerable<(string Name, ulong Inode, long Position)> Read(XfsFork fork, XfsInode inode) =>
        fork.Format == XfsInode.FormatLocal ? ReadShort(fork, inode) : ReadBlocks(fork, inode);

    List<(string Name, ulong Inode, long Position)> ReadShort(XfsFork fork, XfsInode inode)
    {
        if (inode.Length > (ulong)fork.Local.Length)
        {
            throw image.Reading.Invalid(fork.Position, $"the directory of inode {inode.Number} is longer than its inode");
        }

        var reader = new SpanReader(fork.Local.Span[..(int)inode.Length], XfsReader.Format, fork.Position);
        var count = reader.U8();

        // How many of the numbers need 64 bits, the parent's included: if any does, all have as many.
        var isWide = reader.U8() > 0;
        reader.Skip(isWide ? 8 : 4);
        var result = new List<(string, ulong, long)>(count);
        for (var index = 0; index < count; index++)
        {
            var position = reader.AbsolutePosition;
            var length = reader.U8();
            reader.Skip(2);
            var name = image.Reading.Name(reader.Bytes(length), position);
            reader.Skip(1);
            result.Add((name, isWide ? reader.U64Be() : reader.U32Be(), position));
        }

        return result;
    }

    IEnumerable<(string Name, ulong Inode, long Position)> ReadBlocks(XfsFork fork, XfsInode inode)
    {
        var blocksOfOne = 1UL << image.Superblock.DirectoryBlockLog;
        var next = 0UL;
        foreach (var extent in fork.Extents)
        {
            for (var logical = Math.Max(next, extent.Logical / blocksOfOne * blocksOfOne);
                logical < extent.Logical + extent.Count && logical < DataEnd / (ulong)image.BlockSize;
                logical += blocksOfOne)
            {
                foreach (var entry in ReadData(fork, logical, inode))
                {
                    yield return entry;
                }

                next = logical + blocksOfOne;
            }
        }
    }

    List<(string Name, ulong Inode, long Position)> ReadData(XfsFork fork, ulong logical, XfsInode inode)
    {
        var bytes = new byte[image.DirectoryBlockSize];
        var offset = 0L;
        for (var index = 0; index < bytes.Length / image.BlockSize; index++)
        {
            var (part, place) = fork.ReadBlock(logical + (ulong)index);
            part.CopyTo(bytes, index * image.BlockSize);
            offset = index == 0 ? place : offset;
        }

        var header = XfsDirectoryBlockHeader.Read(bytes);
        if (header.Magic is not (XfsDirectoryBlockHeader.Single or XfsDirectoryBlockHeader.Data) || header.Owner != inode.Number
            || !XfsChecksum.IsValid(bytes, XfsDirectoryBlockHeader.ChecksumOffset))
        {
            throw image.Reading.Invalid(offset, $"a block of the directory of inode {inode.Number} is none, or has a wrong checksum");
        }

        var end = bytes.Length;
        if (header.Magic == XfsDirectoryBlockHeader.Single)
        {
            var hashes = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(end - TailSize));
            end = hashes <= (end - DataOffset - TailSize) / HashSize
                ? end - TailSize - ((int)hashes * HashSize)
                : throw image.Reading.Invalid(offset, $"the directory of inode {inode.Number} has {hashes} hashes in one block");
        }

        return ReadEntries(bytes.AsSpan(0, end), offset);
    }

    List<(string Name, ulong Inode, long Position)> ReadEntries(ReadOnlySpan<byte> block, long offset)
    {
        const int Smallest = 8;
        var result = new List<(string, ulong, long)>();
        for (var position = DataOffset; position < block.Length;)
        {
            var entry = block[position..];
            if (entry.Length >= Smallest && BinaryPrimitives.ReadUInt16BigEndian(entry) == UnusedTag)
            {
                var length = BinaryPrimitives.ReadUInt16BigEndian(entry[2..]);
                position += length >= Smallest && length % 8 == 0 && length <= entry.Length
                    ? length
                    : throw image.Reading.Invalid(offset + position, $"a free stretch of a directory has {length} bytes");
                continue;
            }

            var nameLength = entry.Length > Smallest ? entry[8] : 0;
            var size = Alignment.Up(8 + 1 + nameLength + 1 + 2, 8);
            if (nameLength == 0 || size > entry.Length)
            {
                throw image.Reading.Invalid(offset + position, $"a name of {nameLength} bytes does not fit its block");
            }

            var name = entry.Slice(9, nameLength);
            if (!name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8))
            {
                result.Add((image.Reading.Name(name, offset + position), BinaryPrimitives.ReadUInt64BigEndian(entry), offset + position));
            }

            position += size;
        }

        return result;
    }
}
