using System.Buffers.Binary;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Disks.PartitionTables.OnDisk;

/// <summary>A partition in a GUID partition table (UEFI 2.10, section 5.3.3).</summary>
/// <param name="Type">What the partition is for; all zero in an unused entry.</param>
/// <param name="Id">The partition's own GUID.</param>
/// <param name="FirstLba">The first sector.</param>
/// <param name="LastLba">The last sector, inclusive.</param>
/// <param name="Attributes">The attribute bits.</param>
/// <param name="Name">At most 36 UTF-16 units.</param>
internal readonly record struct GptEntry(Guid Type, Guid Id, ulong FirstLba, ulong LastLba, ulong Attributes, string Name)
    : IOnDiskStructure<GptEntry>
{
    /// <summary>The longest name, in UTF-16 units.</summary>
    public const int MaximumNameLength = 36;

    const int NameOffset = 56;

    public static int Size => 128;

    public bool IsUnused => Type == Guid.Empty;

    public static GptEntry Read(ReadOnlySpan<byte> source)
    {
        Span<char> name = stackalloc char[MaximumNameLength];
        for (var index = 0; index < name.Length; index++)
        {
            name[index] = (char)BinaryPrimitives.ReadUInt16LittleEndian(source[(NameOffset + (2 * index))..]);
        }

        return new GptEntry(
            new Guid(source[..16]),
            new Guid(source.Slice(16, 16)),
            BinaryPrimitives.ReadUInt64LittleEndian(source[32..]),
            BinaryPrimitives.ReadUInt64LittleEndian(source[40..]),
            BinaryPrimitives.ReadUInt64LittleEndian(source[48..]),
            name.TrimEnd('\0').ToString());
    }

    public void Write(Span<byte> destination)
    {
        if (Name.Length > MaximumNameLength)
        {
            throw new LayoutException(
                DiagnosticIds.FieldOverflow, $"GPT name \"{Name}\"", 2 * Name.Length, 2 * MaximumNameLength,
                "the partition's name is too long.");
        }

        destination = destination[..Size];
        destination.Clear();
        Type.TryWriteBytes(destination);
        Id.TryWriteBytes(destination[16..]);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[32..], FirstLba);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[40..], LastLba);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[48..], Attributes);
        for (var index = 0; index < Name.Length; index++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(destination[(NameOffset + (2 * index))..], Name[index]);
        }
    }
}
