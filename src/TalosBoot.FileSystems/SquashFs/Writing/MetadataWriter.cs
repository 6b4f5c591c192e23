using System.Buffers;
using System.Buffers.Binary;
using TalosBoot.FileSystems.SquashFs.Codecs;
using TalosBoot.FileSystems.SquashFs.OnDisk;

namespace TalosBoot.FileSystems.SquashFs.Writing;

/// <summary>Writes a table as metadata blocks: each of 8192 bytes before compression but the last (docs/formats/squashfs.md).</summary>
internal sealed class MetadataWriter(SquashFsCodec codec)
{
    /// <summary>The content of a full metadata block, in bytes.</summary>
    public const int BlockSize = 8192;

    /// <summary>Set in a block's head when the block is stored as it is.</summary>
    public const ushort StoredBit = 0x8000;

    const int HeadSize = 2;

    readonly ArrayBufferWriter<byte> _table = new();
    readonly List<long> _blockOffsets = [];
    readonly byte[] _block = new byte[BlockSize];
    int _filled;

    /// <summary>Where the next byte will be.</summary>
    public MetadataReference Position => new(_table.WrittenCount, _filled);

    /// <summary>The head of each finished block, as an offset in the table.</summary>
    public IReadOnlyList<long> BlockOffsets => _blockOffsets;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = Math.Min(bytes.Length, BlockSize - _filled);
            bytes[..count].CopyTo(_block.AsSpan(_filled));
            bytes = bytes[count..];
            _filled += count;
            if (_filled == BlockSize)
            {
                WriteBlock();
            }
        }
    }

    public void Append<T>(T structure)
        where T : struct, Core.Binary.IOnDiskStructure<T>
    {
        Span<byte> bytes = stackalloc byte[T.Size];
        structure.Write(bytes);
        Append(bytes);
    }

    public void AppendU32(uint value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        Append(bytes);
    }

    public void AppendU64(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        Append(bytes);
    }

    /// <summary>Ends the table.</summary>
    /// <returns>Its bytes.</returns>
    public ReadOnlyMemory<byte> Finish()
    {
        if (_filled > 0)
        {
            WriteBlock();
        }

        return _table.WrittenMemory;
    }

    void WriteBlock()
    {
        _blockOffsets.Add(_table.WrittenCount);
        var destination = _table.GetSpan(HeadSize + BlockSize);
        var content = _block.AsSpan(0, _filled);
        var length = codec.CompressMetadata(content, destination.Slice(HeadSize, BlockSize));
        var head = (ushort)length;
        if (length == 0)
        {
            content.CopyTo(destination[HeadSize..]);
            length = _filled;
            head = (ushort)(length | StoredBit);
        }

        BinaryPrimitives.WriteUInt16LittleEndian(destination, head);
        _table.Advance(HeadSize + length);
        _filled = 0;
    }
}
