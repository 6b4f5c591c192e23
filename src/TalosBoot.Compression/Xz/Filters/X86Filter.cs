using System.Buffers.Binary;

namespace TalosBoot.Compression.Xz.Filters;

/// <summary>Targets of <c>CALL</c> (E8) and <c>JMP</c> (E9) in x86 code (xz file format 5.3.2).</summary>
internal sealed class X86Filter : IXzFilter
{
    const int InstructionLength = 5;

    // Which of the three bytes before an opcode were opcodes themselves; some patterns are no code, and stay as they are.
    uint _before;

    public int Undo(Span<byte> bytes, uint position)
    {
        var last = -1L;
        var index = 0;
        for (; index + InstructionLength <= bytes.Length; index++)
        {
            if (!IsOpcode(bytes[index]))
            {
                continue;
            }

            var distance = index - last;
            last = index;
            _before = distance > 3 ? 0 : (_before << (int)(distance - 1)) & 7;
            var isCode = _before == 0 || (IsPossible(_before) && !IsHighByte(bytes[index + 4 - SkippedBytes(_before)]));
            if (isCode && IsHighByte(bytes[index + 4]))
            {
                var operand = bytes.Slice(index + 1, sizeof(uint));
                var next = position + (uint)index + InstructionLength;
                BinaryPrimitives.WriteUInt32LittleEndian(operand, Relative(BinaryPrimitives.ReadUInt32LittleEndian(operand), next));
                index += sizeof(uint);
                last = index - sizeof(uint);
            }
            else
            {
                _before = (_before << 1) | 1;
            }
        }

        var gap = index - last;
        _before = gap > 3 ? 0 : _before << (int)(gap - 1);
        return index;
    }

    static bool IsOpcode(byte value) => (value & 0xFE) == 0xE8;

    /// <summary>The last byte of a target: calls stay within 16 MiB.</summary>
    static bool IsHighByte(byte value) => value is 0 or 0xFF;

    static bool IsPossible(uint before) => before is 1 or 2 or 4;

    static int SkippedBytes(uint before) => before switch
    {
        0 => 0,
        1 => 1,
        2 or 3 => 2,
        _ => 3,
    };

    uint Relative(uint target, uint next)
    {
        while (true)
        {
            var relative = target - next;
            var shift = 8 * SkippedBytes(_before);
            if (_before == 0 || !IsHighByte((byte)(relative >> (24 - shift))))
            {
                relative &= 0x01FF_FFFF;
                return relative | (0 - (relative & 0x0100_0000));
            }

            target = relative ^ ((1u << (32 - shift)) - 1);
        }
    }
}
