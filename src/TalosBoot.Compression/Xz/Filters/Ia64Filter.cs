using System.Buffers.Binary;

namespace TalosBoot.Compression.Xz.Filters;

/// <summary>Targets of branches in Itanium code: bundles of 16 bytes with three instructions of 41 bits each (xz file format 5.3.2).</summary>
internal sealed class Ia64Filter : IXzFilter
{
    const int BundleLength = 16;
    const int SlotCount = 3;
    const int TemplateBits = 5;
    const int SlotBits = 41;
    const ulong SlotMask = (1UL << SlotBits) - 1;
    const ulong TargetMask = 0x8F_FFFFUL << 13;

    // By the template of a bundle: which of its slots may hold a branch.
    static ReadOnlySpan<byte> BranchSlots => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 4, 6, 6, 0, 0, 7, 7, 4, 4, 0, 0, 4, 4, 0, 0];

    public int Undo(Span<byte> bytes, uint position)
    {
        var index = 0;
        for (; index + BundleLength <= bytes.Length; index += BundleLength)
        {
            var bundle = BinaryPrimitives.ReadUInt128LittleEndian(bytes[index..]);
            var slots = BranchSlots[(int)(bundle & 0x1F)];
            for (var slot = 0; slot < SlotCount; slot++)
            {
                var shift = TemplateBits + (slot * SlotBits);
                var instruction = (ulong)(bundle >> shift) & SlotMask;
                if ((slots >> slot & 1) != 0 && (instruction >> 37) == 5 && (instruction >> 9 & 7) == 0)
                {
                    bundle = (bundle & ~((UInt128)SlotMask << shift)) | ((UInt128)Undo(instruction, position + (uint)index) << shift);
                }
            }

            BinaryPrimitives.WriteUInt128LittleEndian(bytes[index..], bundle);
        }

        return index;
    }

    static ulong Undo(ulong instruction, uint position)
    {
        var target = (uint)((instruction >> 13 & 0xF_FFFF) | ((instruction >> 36 & 1) << 20));
        target = ((target << 4) - position) >> 4;
        return (instruction & ~TargetMask) | ((ulong)(target & 0xF_FFFF) << 13) | ((ulong)(target & 0x10_0000) << 16);
    }
}
