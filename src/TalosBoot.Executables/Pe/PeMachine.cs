using TalosBoot.Core.Versions;

namespace TalosBoot.Executables.Pe;

/// <summary>The machines of the file header (PE format, "Machine Types").</summary>
internal static class PeMachine
{
    public const ushort Amd64 = 0x8664;
    public const ushort Arm64 = 0xaa64;

    public static ushort Of(Architecture architecture) => architecture == Architecture.Arm64 ? Arm64 : Amd64;
}
