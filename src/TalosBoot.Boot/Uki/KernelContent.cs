using System.Buffers.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Uki;

/// <summary>Tells which part of a kernel file is compressed already, so that nobody tries it again.</summary>
internal static class KernelContent
{
    const int HeaderLength = 0x260;
    const int SetupSectorsOffset = 0x1F1;
    const int ProtocolOffset = 0x206;
    const int PayloadOffsetField = 0x248;
    const int PayloadLengthField = 0x24C;
    const int FirstProtocolWithPayload = 0x208;
    const int UsualSetupSectors = 4;
    const int SectorSize = 512;

    /// <summary>The same bytes, with the compressed kernel in them marked; as they are where none is found.</summary>
    /// <param name="kernel">The kernel. At most 2 KiB of it are read.</param>
    public static BlobSource MarkCompressed(BlobSource kernel)
    {
        var (offset, length) = FindPayload(kernel);
        return length <= 0 || offset <= 0 || offset > kernel.Length - length
            ? kernel
            : BlobSource.Concat(
                kernel.Slice(0, offset), kernel.Slice(offset, length).AsCompressed(), kernel.Slice(offset + length, kernel.Length - offset - length));
    }

    static (long Offset, long Length) FindPayload(BlobSource kernel)
    {
        var header = new byte[(int)Math.Min(HeaderLength, kernel.Length)];
        kernel.Read(0, header);
        if (header.Length == HeaderLength && header.AsSpan(0x202, 4).SequenceEqual("HdrS"u8))
        {
            // Linux Documentation/arch/x86/boot.rst: payload_offset counts from the start of the code of protected mode.
            var setup = header[SetupSectorsOffset] == 0 ? UsualSetupSectors : header[SetupSectorsOffset];
            return BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(ProtocolOffset)) < FirstProtocolWithPayload
                ? default
                : (((setup + 1L) * SectorSize) + BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(PayloadOffsetField)),
                    BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(PayloadLengthField)));
        }

        try
        {
            // The compressed kernel of a zboot image: its place and its length stand behind the mark.
            return header.Length >= 16 && header.AsSpan(4).StartsWith("zimg"u8) && KernelInfo.Read(kernel).Payload is not null
                ? (BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8)), BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(12)))
                : default;
        }
        catch (ImageFormatException)
        {
            // Whoever needs the kernel says what is wrong with it.
            return default;
        }
    }
}
