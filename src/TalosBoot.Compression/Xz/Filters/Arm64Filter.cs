namespace TalosBoot.Compression.Xz.Filters;

/// <summary>Targets of <c>BL</c> and <c>ADRP</c> in ARM64 code (xz file format 5.3.2).</summary>
internal sealed class Arm64Filter() : WordFilter(isBigEndian: false)
{
    const uint BranchAndLink = 0x9400_0000;
    const uint BranchOperand = 0x03FF_FFFF;
    const uint AddressOfPage = 0x9000_0000;
    const uint PageKind = 0x9F00_0000;
    const uint PageSign = 0x0002_0000;

    protected override uint Undo(uint instruction, uint position)
    {
        if ((instruction & ~BranchOperand) == BranchAndLink)
        {
            return BranchAndLink | ((instruction - (position >> 2)) & BranchOperand);
        }

        // Only pages within 512 MiB were changed.
        var page = ((instruction >> 29) & 3) | ((instruction >> 3) & 0x001F_FFFC);
        if ((instruction & PageKind) != AddressOfPage || ((page + PageSign) & 0x001C_0000) != 0)
        {
            return instruction;
        }

        page -= position >> 12;
        return (instruction & 0x9000_001F) | ((page & 3) << 29) | ((page & 0x0003_FFFC) << 3) | ((0 - (page & PageSign)) & 0x00E0_0000);
    }
}
