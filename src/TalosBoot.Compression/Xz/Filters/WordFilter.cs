using System.Buffers.Binary;

namespace TalosBoot.Compression.Xz.Filters;

/// <summary>A filter of instructions that are 32-bit words at positions that 4 divides.</summary>
internal abstract class WordFilter(bool isBigEndian) : IXzFilter
{
    public int Undo(Span<byte> bytes, uint position)
    {
        var index = 0;
        for (; index + sizeof(uint) <= bytes.Length; index += sizeof(uint))
        {
            var word = bytes.Slice(index, sizeof(uint));
            if (isBigEndian)
            {
                BinaryPrimitives.WriteUInt32BigEndian(word, Undo(BinaryPrimitives.ReadUInt32BigEndian(word), position + (uint)index));
            }
            else
            {
                BinaryPrimitives.WriteUInt32LittleEndian(word, Undo(BinaryPrimitives.ReadUInt32LittleEndian(word), position + (uint)index));
            }
        }

        return index;
    }

    /// <summary>One instruction as it was.</summary>
    protected abstract uint Undo(uint instruction, uint position);
}
