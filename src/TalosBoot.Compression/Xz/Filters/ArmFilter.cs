namespace TalosBoot.Compression.Xz.Filters;

/// <summary>Targets of <c>BL</c> in ARM code (xz file format 5.3.2).</summary>
internal sealed class ArmFilter() : WordFilter(isBigEndian: false)
{
    const uint BranchAlways = 0xEB00_0000;
    const uint Operand = 0x00FF_FFFF;
    const uint PipelineLength = 8;

    protected override uint Undo(uint instruction, uint position) => (instruction & ~Operand) == BranchAlways
        ? BranchAlways | ((((instruction << 2) - (position + PipelineLength)) >> 2) & Operand)
        : instruction;
}
