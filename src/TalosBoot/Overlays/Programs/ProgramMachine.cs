using System.Buffers.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;

namespace TalosBoot.Overlays.Programs;

/// <summary>On what a program runs, as its first bytes tell.</summary>
internal static class ProgramMachine
{
    const int HeaderLength = 20;
    const int MachineOffset = 18;
    const int ClassOffset = 4;
    const byte Class64 = 2;
    const ushort MachineAmd64 = 0x3E;
    const ushort MachineArm64 = 0xB7;

    /// <summary>Looks at a program.</summary>
    /// <param name="program">The program.</param>
    /// <returns>Whether it is a program of Linux that can be run at all, and the architecture it needs: null for a script, which needs none.</returns>
    public static (bool IsProgram, Architecture? Architecture) Read(BlobSource program)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        header.Clear();
        program.Read(0, header[..(int)Math.Min(HeaderLength, program.Length)]);
        if (header.StartsWith("#!"u8))
        {
            return (true, null);
        }

        if (!header.StartsWith("\u007fELF"u8) || header[ClassOffset] != Class64)
        {
            return (false, null);
        }

        return BinaryPrimitives.ReadUInt16LittleEndian(header[MachineOffset..]) switch
        {
            MachineAmd64 => (true, Architecture.Amd64),
            MachineArm64 => (true, Architecture.Arm64),
            _ => (false, null),
        };
    }
}
