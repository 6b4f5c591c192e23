using System.Buffers.Binary;
using TalosBoot.Core.Binary;
using TalosBoot.FileSystems.SquashFs.OnDisk;

namespace TalosBoot.FileSystems.SquashFs.Reading;

/// <summary>Reads records of a table, which may straddle metadata blocks.</summary>
internal sealed class MetadataCursor
{
    readonly MetadataTable _table;
    byte[] _content;
    int _offset;
    long _next;

    public MetadataCursor(MetadataTable table, MetadataReference reference)
    {
        _table = table;
        Position = table.Start + reference.Block;
        (_content, _next) = table.ReadBlock(Position);
        _offset = reference.Offset;
        if (_offset >= _content.Length)
        {
            throw SquashFsFailure.Invalid(Position, $"a reference points to byte {_offset} of a metadata block that has {_content.Length}.");
        }
    }

    /// <summary>The place in the image of the current block, for messages.</summary>
    public long Position { get; private set; }

    public void Read(Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            if (_offset == _content.Length)
            {
                Position = _next;
                (_content, _next) = _table.ReadBlock(Position);
                _offset = 0;
            }

            var count = Math.Min(destination.Length, _content.Length - _offset);
            _content.AsSpan(_offset, count).CopyTo(destination);
            destination = destination[count..];
            _offset += count;
        }
    }

    public T Read<T>()
        where T : struct, IOnDiskStructure<T>
    {
        Span<byte> bytes = stackalloc byte[T.Size];
        Read(bytes);
        return T.Read(bytes);
    }

    public byte[] ReadBytes(int count)
    {
        var result = new byte[count];
        Read(result);
        return result;
    }

    public ushort ReadU16()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        Read(bytes);
        return BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    public uint ReadU32()
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        Read(bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}
