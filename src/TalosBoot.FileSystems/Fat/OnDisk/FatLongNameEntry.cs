using System.Buffers.Binary;
using TalosBoot.Core.Binary;

namespace TalosBoot.FileSystems.Fat.OnDisk;

/// <summary>Thirteen characters of a long name (Microsoft FAT specification 1.03, "FAT Long Directory Entries").</summary>
/// <param name="Ordinal">Which part of the name it is, from 1; with <see cref="Last"/> for the last part, which is stored first.</param>
/// <param name="Attributes"><see cref="LongName"/>.</param>
/// <param name="Kind">0.</param>
/// <param name="Checksum">The checksum of the short name that follows.</param>
/// <param name="Text">
/// Thirteen UTF-16 units. Behind the end of the name there is one unit 0 if there is room, then units FFFF.
/// </param>
/// <param name="Cluster">0.</param>
internal readonly record struct FatLongNameEntry(byte Ordinal, byte Attributes, byte Kind, byte Checksum, string Text, ushort Cluster)
    : IOnDiskStructure<FatLongNameEntry>
{
    /// <summary>Marks the last part of a name.</summary>
    public const byte Last = 0x40;

    /// <summary>The attributes of a part of a long name: read-only, hidden, system and label, a combination of no other use.</summary>
    public const byte LongName = 0x0F;

    /// <summary>The bits of the attributes that tell a part of a long name.</summary>
    public const byte LongNameMask = 0x3F;

    /// <summary>UTF-16 units in a part.</summary>
    public const int Units = 13;

    /// <summary>The longest name in UTF-16 units.</summary>
    public const int MaximumNameLength = 255;

    public static int Size => 32;

    /// <summary>The checksum of a short name, which ties the long name to it.</summary>
    public static byte ChecksumOf(ReadOnlySpan<char> shortName)
    {
        byte sum = 0;
        foreach (var character in shortName)
        {
            sum = (byte)(((sum & 1) << 7) + (sum >> 1) + character);
        }

        return sum;
    }

    public static FatLongNameEntry Read(ReadOnlySpan<byte> source)
    {
        source = source[..Size];
        Span<byte> text = stackalloc byte[2 * Units];
        source[1..11].CopyTo(text);
        source[14..26].CopyTo(text[10..]);
        source[28..32].CopyTo(text[22..]);
        var units = new char[Units];
        for (var index = 0; index < Units; index++)
        {
            units[index] = (char)BinaryPrimitives.ReadUInt16LittleEndian(text[(2 * index)..]);
        }

        return new FatLongNameEntry(
            source[0], source[11], source[12], source[13], new string(units), BinaryPrimitives.ReadUInt16LittleEndian(source[26..]));
    }

    public void Write(Span<byte> destination)
    {
        destination = destination[..Size];
        destination.Clear();
        Span<byte> text = stackalloc byte[2 * Units];
        for (var index = 0; index < Units; index++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(text[(2 * index)..], Text[index]);
        }

        destination[0] = Ordinal;
        text[..10].CopyTo(destination[1..]);
        destination[11] = Attributes;
        destination[12] = Kind;
        destination[13] = Checksum;
        text[10..22].CopyTo(destination[14..]);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[26..], Cluster);
        text[22..].CopyTo(destination[28..]);
    }
}
