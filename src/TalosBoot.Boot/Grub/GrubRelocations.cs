using System.Buffers.Binary;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Executables.Elf;

namespace TalosBoot.Boot.Grub;

/// <summary>Relocations of GRUB's kernels and modules (disk.md 11.4; the ELF supplements of x86-64 and AArch64).</summary>
internal static class GrubRelocations
{
    // x86-64.
    const uint X64Absolute64 = 1;
    const uint X64Relative32 = 2;
    const uint X64Plt32 = 4;
    const uint X64Relative64 = 24;

    // AArch64.
    const uint Arm64Absolute64 = 257;
    const uint Arm64Relative32 = 261;
    const uint Arm64Page21 = 275;
    const uint Arm64AddLow12 = 277;
    const uint Arm64Jump26 = 282;
    const uint Arm64Call26 = 283;
    const uint Arm64LoadStore64Low12 = 286;

    // What the loaders of modules in GRUB 2.06 to 2.14 know.
    static readonly HashSet<uint> KnownInI386Modules = [1, 2, 4];
    static readonly HashSet<uint> KnownInX64Modules = [1, 2, 4, 9, 10, 11, 24, 41, 42];
    static readonly HashSet<uint> KnownInArm64Modules = [257, 258, 261, 275, 277, 278, 282, 283, 284, 285, 286, 311, 312];

    /// <summary>Checks that GRUB can load a module that has a relocation.</summary>
    public static void RequireKnownInModules(GrubModuleFolder folder, string name, ElfSection section, uint type)
    {
        var known = folder.Target switch
        {
            GrubTarget.I386Pc => KnownInI386Modules,
            GrubTarget.X64Efi => KnownInX64Modules,
            _ => KnownInArm64Modules,
        };
        if (!known.Contains(type))
        {
            throw Unknown(folder, name, section, type);
        }
    }

    /// <summary>Applies a relocation of a kernel.</summary>
    /// <param name="folder">The folder of the kernel.</param>
    /// <param name="section">The table that the relocation is in, for messages.</param>
    /// <param name="type">The type.</param>
    /// <param name="target">The bytes from the place on.</param>
    /// <param name="value">The symbol's address and the addend.</param>
    /// <param name="place">The address of the place.</param>
    /// <returns>Whether firmware has to add the load address there.</returns>
    public static bool Apply(GrubModuleFolder folder, ElfSection section, uint type, Span<byte> target, ulong value, ulong place) =>
        folder.Target == GrubTarget.X64Efi
            ? ApplyX64(folder, section, type, target, value, place)
            : ApplyArm64(folder, section, type, target, value, place);

    static bool ApplyX64(GrubModuleFolder folder, ElfSection section, uint type, Span<byte> target, ulong value, ulong place)
    {
        switch (type)
        {
            case X64Absolute64:
                Add64(target, value);
                return true;
            case X64Relative32 or X64Plt32:
                Add32(target, (uint)(value - place));
                return false;
            case X64Relative64:
                Add64(target, value - place);
                return false;
            default:
                throw Unknown(folder, GrubEfiKernel.FileName, section, type);
        }
    }

    static bool ApplyArm64(GrubModuleFolder folder, ElfSection section, uint type, Span<byte> target, ulong value, ulong place)
    {
        switch (type)
        {
            case Arm64Absolute64:
                Add64(target, value);
                return true;
            case Arm64Relative32:
                Add32(target, (uint)(value - place));
                return false;
            case Arm64Jump26 or Arm64Call26:
                Insert(target, 0xFC00_0000, (uint)((value - place) >> 2) & 0x03FF_FFFF);
                return false;
            case Arm64Page21:
                var pages = (uint)(((value & ~0xFFFul) - (place & ~0xFFFul)) >> 12);
                Insert(target, 0x9F00_001F, ((pages & 3) << 29) | ((pages & 0x1F_FFFC) << 3));
                return false;
            case Arm64AddLow12:
                Insert(target, 0xFFC0_03FF, ((uint)value & 0xFFF) << 10);
                return false;
            case Arm64LoadStore64Low12:
                Insert(target, 0xFFF8_03FF, ((uint)value & 0xFF8) << 7);
                return false;
            default:
                throw Unknown(folder, GrubEfiKernel.FileName, section, type);
        }
    }

    static void Add64(Span<byte> target, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(target, BinaryPrimitives.ReadUInt64LittleEndian(target) + value);

    static void Add32(Span<byte> target, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(target, BinaryPrimitives.ReadUInt32LittleEndian(target) + value);

    static void Insert(Span<byte> target, uint kept, uint bits) =>
        BinaryPrimitives.WriteUInt32LittleEndian(target, (BinaryPrimitives.ReadUInt32LittleEndian(target) & kept) | bits);

    static ImageFormatException Unknown(GrubModuleFolder folder, string name, ElfSection section, uint type) => new(
        DiagnosticIds.GrubRelocationUnknown, folder.Describe(name), (long)section.Offset,
        $"a relocation has the type {type}, which is not known for {folder.Target.FolderName()}. Take GRUB's files from one imager image of a Talos release.");
}
