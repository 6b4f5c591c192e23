using System.Buffers.Binary;

namespace TalosBoot.Compression.Xz.Filters;

/// <summary>Targets of <c>BL</c>, a pair of half words, in ARM Thumb code (xz file format 5.3.2).</summary>
internal sealed class ArmThumbFilter : IXzFilter
{
    const int Kind = 0xF800;
    const int First = 0xF000;
    const int Second = 0xF800;
    const int Operand = 0x07FF;
    const uint PipelineLength = 4;

    public int Undo(Span<byte> bytes, uint position)
    {
        var index = 0;
        for (; index + sizeof(uint) <= bytes.Length; index += sizeof(ushort))
        {
            var high = BinaryPrimitives.ReadUInt16LittleEndian(bytes[index..]);
            var low = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(index + sizeof(ushort))..]);
            if ((high & Kind) == First && (low & Kind) == Second)
            {
                var target = (uint)(((high & Operand) << 11) | (low & Operand)) << 1;
                target = (target - (position + (uint)index + PipelineLength)) >> 1;
                BinaryPrimitives.WriteUInt16LittleEndian(bytes[index..], (ushort)(First | ((target >> 11) & Operand)));
                BinaryPrimitives.WriteUInt16LittleEndian(bytes[(index + sizeof(ushort))..], (ushort)(Second | (target & Operand)));
                index += sizeof(ushort);
            }
        }

        return index;
    }
}
