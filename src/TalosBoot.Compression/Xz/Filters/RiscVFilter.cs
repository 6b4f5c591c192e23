using System.Buffers.Binary;

namespace TalosBoot.Compression.Xz.Filters;

/// <summary>
/// Targets of <c>JAL</c>, and of <c>AUIPC</c> with the instruction behind it, in RISC-V code (xz file format 5.3.2). A pair was made one address,
/// and its registers went into an <c>AUIPC</c> with the register x2, which no code has; one that was there was marked in turn.
/// </summary>
internal sealed class RiscVFilter : IXzFilter
{
    const int PairLength = 8;
    const uint JumpAndLink = 0xEF;
    const uint AddUpperToPc = 0x17;
    const uint StackPointer = 2u << 7;

    public int Undo(Span<byte> bytes, uint position)
    {
        var index = 0;
        while (index + PairLength <= bytes.Length)
        {
            var instruction = BinaryPrimitives.ReadUInt32LittleEndian(bytes[index..]);
            if ((instruction & 0xFF) == JumpAndLink)
            {
                index += UndoJump(bytes[index..], instruction, position + (uint)index);
            }
            else if ((instruction & 0x7F) == AddUpperToPc)
            {
                index += UndoPair(bytes.Slice(index, PairLength), instruction, position + (uint)index);
            }
            else
            {
                index += sizeof(ushort);
            }
        }

        return index;
    }

    /// <summary>The target is stored with its highest byte first, behind the low bits of the register.</summary>
    static int UndoJump(Span<byte> bytes, uint instruction, uint position)
    {
        if ((instruction & 0x0D00) != 0)
        {
            return sizeof(ushort);
        }

        var target = ((bytes[1] & 0xF0u) << 13) | ((uint)bytes[2] << 9) | ((uint)bytes[3] << 1);
        target -= position;
        bytes[1] = (byte)((bytes[1] & 0x0Fu) | ((target >> 8) & 0xF0));
        bytes[2] = (byte)(((target >> 16) & 0x0F) | ((target >> 7) & 0x10) | ((target << 4) & 0xE0));
        bytes[3] = (byte)(((target >> 4) & 0x7F) | ((target >> 13) & 0x80));
        return sizeof(uint);
    }

    static int UndoPair(Span<byte> pair, uint first, uint position)
    {
        var second = BinaryPrimitives.ReadUInt32LittleEndian(pair[sizeof(uint)..]);
        if ((first & 0xE80) != 0)
        {
            // A real AUIPC that is the beginning of what the filter makes itself: it was packed into one with x2.
            if ((((first << 8) ^ (second - 3)) & 0xF8003) != 0)
            {
                return 6;
            }

            return Write(pair, AddUpperToPc | StackPointer | (second << 12), (first & 0xFFFF_F000) + (second >> 20));
        }

        var register = first >> 27;
        if (((first - 0x3117) << 18) >= (register & 0x1D))
        {
            return sizeof(uint);
        }

        var target = BinaryPrimitives.ReadUInt32BigEndian(pair[sizeof(uint)..]) - position;
        return Write(pair, AddUpperToPc | (register << 7) | ((target + 0x800) & 0xFFFF_F000), (first >> 12) | (target << 20));
    }

    static int Write(Span<byte> pair, uint first, uint second)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(pair, first);
        BinaryPrimitives.WriteUInt32LittleEndian(pair[sizeof(uint)..], second);
        return PairLength;
    }
}
