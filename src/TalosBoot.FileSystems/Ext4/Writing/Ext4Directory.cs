using TalosBoot.Core.Binary;
using TalosBoot.FileSystems.Ext4.OnDisk;
using TalosBoot.FileSystems.Volumes;
using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Ext4.Writing;

/// <summary>The blocks of a directory: one entry behind the other, as mke2fs fills them. There is no tree of hashes.</summary>
/// <param name="blockSize">Bytes per block.</param>
/// <param name="seed">What checksums of the inode start from.</param>
internal sealed class Ext4Directory(int blockSize, uint seed)
{
    const int HeaderSize = 8;

    readonly List<byte[]> _blocks = [];
    int _position;
    int _last;

    /// <summary>Makes the blocks.</summary>
    /// <param name="inode">The directory.</param>
    /// <param name="parent">The directory that holds it.</param>
    /// <param name="entries">What it holds, without itself and its parent.</param>
    /// <param name="fewestBlocks">How many blocks there are at least.</param>
    public List<byte[]> Build(uint inode, uint parent, IEnumerable<(byte[] Name, uint Inode, byte Type)> entries, int fewestBlocks)
    {
        AddBlock();
        Add("."u8, inode, DirectoryEntryType.Directory);
        Add(".."u8, parent, DirectoryEntryType.Directory);
        foreach (var (name, number, type) in entries)
        {
            Add(name, number, type);
        }

        Close();
        while (_blocks.Count < fewestBlocks)
        {
            AddBlock();
            Close();
        }

        return _blocks;
    }

    void AddBlock()
    {
        _blocks.Add(new byte[blockSize]);
        _position = 0;
        _last = 0;
    }

    void Add(ReadOnlySpan<byte> name, uint inode, byte type)
    {
        var length = Alignment.Up(HeaderSize + name.Length, 4);
        if (_position + length > blockSize - Ext4DirectoryTail.Size)
        {
            Close();
            AddBlock();
        }

        var entry = _blocks[^1].AsSpan(_position);
        WriteUInt32LittleEndian(entry, inode);
        WriteUInt16LittleEndian(entry[4..], (ushort)length);
        entry[6] = (byte)name.Length;
        entry[7] = type;
        name.CopyTo(entry[HeaderSize..]);
        _last = _position;
        _position += length;
    }

    /// <summary>The last entry, or one without a name, reaches to the tail.</summary>
    void Close()
    {
        WriteUInt16LittleEndian(_blocks[^1].AsSpan(_last + 4), (ushort)(blockSize - Ext4DirectoryTail.Size - _last));
        Ext4DirectoryTail.Write(_blocks[^1], seed);
    }
}
