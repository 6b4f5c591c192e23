using System.Buffers.Binary;
using System.Text;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Executables.Pe;

namespace TalosBoot.Boot.Uki;

/// <summary>What a kernel file says about itself.</summary>
public sealed record KernelInfo
{
    const string FormatName = "kernel";
    const int HeaderLength = 1024;
    const int BootHeaderMagicOffset = 0x202;
    const int SetupSectorsOffset = 0x1f1;
    const int VersionPointerOffset = 0x20e;
    const int SectorSize = 0x200;
    const int VersionFieldLength = 256;
    const int Arm64MagicOffset = 0x38;
    const int ZBootPayloadOffset = 8;
    const int ZBootPayloadSize = 12;
    const int ZBootCompressionOffset = 24;
    const int ZBootCompressionLength = 32;

    KernelInfo(KernelFormat format, Architecture architecture) => (Format, Architecture) = (format, architecture);

    /// <summary>The kind of the file.</summary>
    public KernelFormat Format { get; }

    /// <summary>The architecture that the kernel is for.</summary>
    public Architecture Architecture { get; }

    /// <summary>
    /// The kernel version, such as <c>6.12.5-talos</c>, when it can be read the way Talos' imager reads it: from the header of a bzImage.
    /// Null for arm64 kernels, which have no such header, and for a bzImage without the text.
    /// </summary>
    public string? Version { get; private init; }

    /// <summary>The compressed plain kernel within a zboot file, or null for another kind of file.</summary>
    public BlobSource? Payload { get; private init; }

    /// <summary>The compression of <see cref="Payload"/>, such as <c>zstd</c>, or null.</summary>
    public string? PayloadCompression { get; private init; }

    /// <summary>Looks into a kernel file. At most 1.5 KiB are read.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <exception cref="ImageFormatException">The file is none of the known kinds (TB4408), or its payload reaches beyond its end
    /// (TB4001).</exception>
    public static KernelInfo Read(BlobSource kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        var header = kernel.Slice(0, Math.Min(kernel.Length, HeaderLength)).ToArray();
        if (HasText(header, BootHeaderMagicOffset, "HdrS"u8))
        {
            return new KernelInfo(KernelFormat.BzImage, Architecture.Amd64) { Version = ReadBzImageVersion(kernel, header) };
        }

        if (HasText(header, 0, "MZ"u8) && HasText(header, 4, "zimg"u8) && ReadMachine(kernel) == PeMachine.Arm64)
        {
            return ReadZBoot(kernel, header);
        }

        return HasText(header, Arm64MagicOffset, "ARM\x64"u8)
            ? new KernelInfo(KernelFormat.Arm64Image, Architecture.Arm64)
            : throw new ImageFormatException(
                DiagnosticIds.KernelNotRecognized, FormatName, 0,
                "the file is no Linux kernel that UEFI can start: neither an x86 bzImage nor an arm64 Image or zboot image. "
                + "Give the vmlinuz of the Talos release; a compressed kernel has to be unpacked first.");
    }

    static bool HasText(byte[] header, int offset, ReadOnlySpan<byte> text) =>
        header.Length >= offset + text.Length && header.AsSpan(offset, text.Length).SequenceEqual(text);

    static int? ReadMachine(BlobSource kernel)
    {
        try
        {
            return PeImage.Read(kernel).Machine;
        }
        catch (ImageFormatException)
        {
            // Not an EFI program: then it is no zboot image, and the caller says what it is not.
            return null;
        }
    }

    /// <summary>Every step and limit as in docs/formats/uki.md, the 16-bit arithmetic of upstream included.</summary>
    static string? ReadBzImageVersion(BlobSource kernel, byte[] header)
    {
        if (header.Length < HeaderLength)
        {
            return null;
        }

        var setupSize = unchecked((ushort)(header[SetupSectorsOffset] * SectorSize));
        var pointer = BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(VersionPointerOffset));
        var offset = pointer + SectorSize;
        if (pointer == 0 || pointer > setupSize || offset > kernel.Length - VersionFieldLength)
        {
            return null;
        }

        Span<byte> field = stackalloc byte[VersionFieldLength];
        kernel.Read(offset, field);
        var end = field.IndexOf((byte)0);
        if (end < 0)
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(field[..end]);
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? text : text[..space];
    }

    static KernelInfo ReadZBoot(BlobSource kernel, byte[] header)
    {
        long offset = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(ZBootPayloadOffset));
        long size = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(ZBootPayloadSize));
        if (offset > kernel.Length - size)
        {
            throw new ImageFormatException(
                DiagnosticIds.Truncated, FormatName, ZBootPayloadOffset,
                $"the payload of {size} bytes at byte {offset} reaches beyond the file, which has {kernel.Length} bytes. The input is "
                + $"cut short or damaged.");
        }

        var compression = header.AsSpan(ZBootCompressionOffset, ZBootCompressionLength);
        var end = compression.IndexOf((byte)0);
        return new KernelInfo(KernelFormat.Arm64ZBoot, Architecture.Arm64)
        {
            Payload = kernel.Slice(offset, size).AsCompressed(),
            PayloadCompression = Encoding.ASCII.GetString(end < 0 ? compression : compression[..end]),
        };
    }
}
