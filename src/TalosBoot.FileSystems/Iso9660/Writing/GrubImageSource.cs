using System.Buffers.Binary;
using TalosBoot.Core.Content;

namespace TalosBoot.FileSystems.Iso9660.Writing;

/// <summary>
/// GRUB's BIOS image with its place in the volume written into it (docs/formats/iso.md). The image is read when the first byte is asked for, not
/// when the volume is planned: a checksum over it is one of the patches.
/// </summary>
internal sealed class GrubImageSource : BlobSource
{
    /// <summary>The largest image. A BIOS loads it below 640 KiB.</summary>
    public const int MaximumLength = 1024 * 1024;

    const int BootInformationOffset = 8;
    const int BootInformationEnd = 64;
    const int StartSectorOffset = 2548;

    /// <summary>The smallest image that the patches fit into.</summary>
    public const int MinimumLength = StartSectorOffset + 8;

    readonly BlobSource _image;
    readonly Lazy<byte[]> _patched;

    public GrubImageSource(BlobSource image, uint block)
    {
        _image = image;
        _patched = new Lazy<byte[]>(() => Patch(image.ToArray(MaximumLength), block));
    }

    public override long Length => _image.Length;

    protected override void ReadCore(long offset, Span<byte> destination) =>
        _patched.Value.AsSpan((int)offset, destination.Length).CopyTo(destination);

    static byte[] Patch(byte[] image, uint block)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(StartSectorOffset), ((ulong)block * IsoFormat.SectorsPerBlock) + 5);
        var information = image.AsSpan(BootInformationOffset, BootInformationEnd - BootInformationOffset);
        information.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(information, IsoFormat.SystemAreaBlocks);
        BinaryPrimitives.WriteUInt32LittleEndian(information[4..], block);
        BinaryPrimitives.WriteUInt32LittleEndian(information[8..], (uint)image.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(information[12..], Sum(image.AsSpan(BootInformationEnd)));
        return image;
    }

    static uint Sum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0u;
        for (; bytes.Length >= 4; bytes = bytes[4..])
        {
            sum = unchecked(sum + BinaryPrimitives.ReadUInt32LittleEndian(bytes));
        }

        Span<byte> last = stackalloc byte[4];
        last.Clear();
        bytes.CopyTo(last);
        return unchecked(sum + BinaryPrimitives.ReadUInt32LittleEndian(last));
    }
}
