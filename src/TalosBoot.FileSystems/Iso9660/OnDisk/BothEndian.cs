using System.Buffers.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.FileSystems.Iso9660.OnDisk;

/// <summary>Numbers that are stored twice: little-endian, then big-endian (ECMA-119 7.2.3 and 7.3.3).</summary>
internal static class BothEndian
{
    public static void Write16(Span<byte> destination, ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(destination, value);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], value);
    }

    public static void Write32(Span<byte> destination, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, value);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], value);
    }

    /// <summary>Reads a 16-bit number of a structure.</summary>
    /// <param name="structure">The structure.</param>
    /// <param name="offset">The field's offset in it.</param>
    /// <param name="diagnosticId">The id of a structure whose copies differ.</param>
    public static ushort Read16(ReadOnlySpan<byte> structure, int offset, string diagnosticId)
    {
        var little = BinaryPrimitives.ReadUInt16LittleEndian(structure[offset..]);
        var big = BinaryPrimitives.ReadUInt16BigEndian(structure[(offset + 2)..]);
        return little == big ? little : throw Differs(little, big, offset, diagnosticId);
    }

    /// <summary>Reads a 32-bit number of a structure.</summary>
    /// <param name="structure">The structure.</param>
    /// <param name="offset">The field's offset in it.</param>
    /// <param name="diagnosticId">The id of a structure whose copies differ.</param>
    public static uint Read32(ReadOnlySpan<byte> structure, int offset, string diagnosticId)
    {
        var little = BinaryPrimitives.ReadUInt32LittleEndian(structure[offset..]);
        var big = BinaryPrimitives.ReadUInt32BigEndian(structure[(offset + 4)..]);
        return little == big ? little : throw Differs(little, big, offset, diagnosticId);
    }

    static ImageFormatException Differs(uint little, uint big, int offset, string diagnosticId) => IsoFormat.Error(
        diagnosticId, offset, $"a number is {little} in its little-endian and {big} in its big-endian copy. The volume is damaged.");
}
