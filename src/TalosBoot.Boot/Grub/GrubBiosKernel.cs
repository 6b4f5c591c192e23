using TalosBoot.Core.Diagnostics;
using TalosBoot.Executables.Elf;

namespace TalosBoot.Boot.Grub;

/// <summary>GRUB's kernel for a BIOS: a program that was linked for a fixed place (disk.md 11.3).</summary>
internal static class GrubBiosKernel
{
    const string FileName = "kernel.img";
    const ulong LinkAddress = 0x9000;
    const ulong MemoryEnd = 0x68000;
    const ushort FixedProgram = 2;

    /// <summary>The bytes from the link address to the end of the last section that has content.</summary>
    /// <exception cref="ImageFormatException">The kernel is damaged, or for another machine (TB4421).</exception>
    /// <exception cref="LayoutException">The kernel does not fit where it is linked (TB5010).</exception>
    public static byte[] Read(GrubModuleFolder folder)
    {
        var file = ElfFile.Read(folder.Read(FileName), folder.Describe(FileName));
        if (file.IsWide || file.Type != FixedProgram || file.Machine != folder.Target.ElfMachine())
        {
            throw folder.Damaged(FileName, 16, $"it is of type {file.Type} for the machine {file.Machine}, not a kernel for {folder.Target.ElfMachine()}");
        }

        var kept = file.Sections.Where(section => section.IsAllocated && section.Type == ElfSection.ProgramData).ToArray();
        foreach (var section in file.Sections.Where(section => section.IsAllocated))
        {
            if (section.Address < LinkAddress || section.Address > MemoryEnd || section.Size > MemoryEnd - section.Address)
            {
                throw new LayoutException(
                    DiagnosticIds.GrubImageTooLarge, folder.Describe(FileName), (long)section.Size, (long)(MemoryEnd - LinkAddress),
                    $"section {section.Index} at {section.Address:x} is not between {LinkAddress:x} and {MemoryEnd:x}.");
            }
        }

        var end = kept.Length == 0 ? throw file.Damaged(0, "it has no code") : kept.Max(section => section.Address + section.Size);
        var result = new byte[end - LinkAddress];
        foreach (var section in kept)
        {
            file.ContentOf(section).CopyTo(result.AsSpan((int)(section.Address - LinkAddress)));
        }

        return result;
    }
}
