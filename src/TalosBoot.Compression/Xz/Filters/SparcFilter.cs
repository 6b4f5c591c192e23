namespace TalosBoot.Compression.Xz.Filters;

/// <summary>Targets of <c>call</c> in SPARC code (xz file format 5.3.2).</summary>
internal sealed class SparcFilter() : WordFilter(isBigEndian: true)
{
    const uint Call = 0x4000_0000;
    const uint Sign = 0x0040_0000;
    const uint Operand = 0x003F_FFFF;

    protected override uint Undo(uint instruction, uint position)
    {
        if (instruction >> 22 is not (0x100 or 0x1FF))
        {
            return instruction;
        }

        var target = ((instruction << 2) - position) >> 2;
        return ((Call - (target & Sign)) & 0x3FFF_FFFF) | Call | (target & Operand);
    }
}
