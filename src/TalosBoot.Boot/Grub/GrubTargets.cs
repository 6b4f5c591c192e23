using TalosBoot.Core.Versions;

namespace TalosBoot.Boot.Grub;

/// <summary>What follows from a target.</summary>
internal static class GrubTargets
{
    public static IReadOnlyList<GrubTarget> All { get; } = [GrubTarget.I386Pc, GrubTarget.X64Efi, GrubTarget.Arm64Efi];

    /// <summary>The name of the folder that holds the modules.</summary>
    public static string FolderName(this GrubTarget target) => target switch
    {
        GrubTarget.I386Pc => "i386-pc",
        GrubTarget.X64Efi => "x86_64-efi",
        _ => "arm64-efi",
    };

    public static bool IsEfi(this GrubTarget target) => target != GrubTarget.I386Pc;

    /// <summary>The bytes of a pointer, which is what embedded objects are padded to.</summary>
    public static int PointerSize(this GrubTarget target) => target == GrubTarget.I386Pc ? 4 : 8;

    /// <summary>The machine of ELF files.</summary>
    public static ushort ElfMachine(this GrubTarget target) => target switch
    {
        GrubTarget.I386Pc => 3,
        GrubTarget.X64Efi => 62,
        _ => 183,
    };

    /// <summary>The target of an architecture's UEFI firmware.</summary>
    public static GrubTarget EfiOf(Architecture architecture) => architecture == Architecture.Arm64 ? GrubTarget.Arm64Efi : GrubTarget.X64Efi;

    /// <summary>The name under which UEFI firmware looks for a loader on removable media, in lower case as grub-mkrescue writes it.</summary>
    public static string LoaderName(this GrubTarget target) => target == GrubTarget.Arm64Efi ? "bootaa64.efi" : "bootx64.efi";
}
