using System.Buffers.Binary;

namespace TalosBoot.FileSystems.Iso9660.OnDisk;

/// <summary>
/// What all volume descriptors begin with, and the descriptors that hold little else (ECMA-119 8.1 to 8.3, El Torito 1.0).
/// </summary>
internal static class VolumeDescriptors
{
    public const byte BootRecord = 0;
    public const byte Primary = 1;
    public const byte Terminator = 255;

    const int CatalogOffset = 71;

    static ReadOnlySpan<byte> Identifier => "CD001"u8;

    static ReadOnlySpan<byte> BootSystemId => "EL TORITO SPECIFICATION\0\0\0\0\0\0\0\0\0"u8;

    public static bool HasIdentifier(ReadOnlySpan<byte> descriptor) => descriptor[1..].StartsWith(Identifier);

    public static bool Is(ReadOnlySpan<byte> descriptor, byte type) =>
        descriptor[0] == type && HasIdentifier(descriptor) && descriptor[6] == 1;

    public static void WriteHeader(Span<byte> descriptor, byte type)
    {
        descriptor[0] = type;
        Identifier.CopyTo(descriptor[1..]);
        descriptor[6] = 1;
    }

    public static byte[] WriteTerminator()
    {
        var descriptor = new byte[IsoFormat.BlockSize];
        WriteHeader(descriptor, Terminator);
        return descriptor;
    }

    public static byte[] WriteBootRecord(uint catalogBlock)
    {
        var descriptor = new byte[IsoFormat.BlockSize];
        WriteHeader(descriptor, BootRecord);
        BootSystemId.CopyTo(descriptor.AsSpan(7));
        BinaryPrimitives.WriteUInt32LittleEndian(descriptor.AsSpan(CatalogOffset), catalogBlock);
        return descriptor;
    }

    public static bool TryReadBootRecord(ReadOnlySpan<byte> descriptor, out uint catalogBlock)
    {
        catalogBlock = BinaryPrimitives.ReadUInt32LittleEndian(descriptor[CatalogOffset..]);
        return Is(descriptor, BootRecord) && descriptor.Slice(7, BootSystemId.Length).SequenceEqual(BootSystemId);
    }
}
