namespace TalosBoot.Compression.Xz.Filters;

/// <summary>Targets of <c>bl</c> in big-endian PowerPC code (xz file format 5.3.2).</summary>
internal sealed class PowerPcFilter() : WordFilter(isBigEndian: true)
{
    const uint BranchAndLink = 0x4800_0001;
    const uint Operand = 0x03FF_FFFC;

    protected override uint Undo(uint instruction, uint position) => (instruction & ~Operand) == BranchAndLink
        ? BranchAndLink | (((instruction & Operand) - position) & Operand)
        : instruction;
}
