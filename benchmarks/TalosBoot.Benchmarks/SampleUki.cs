using System.Buffers.Binary;
using System.Text;
using TalosBoot.Core.Content;

namespace TalosBoot.Benchmarks;

/// <summary>The small parts of a UKI, which are only looked at: no machine code is in them.</summary>
static class SampleUki
{
    const int PeOffset = 0x80;
    const int OptionalHeader = PeOffset + 24;
    const int SectionTable = OptionalHeader + 240;

    /// <summary>A stub: headers, and a section <c>.sbat</c>.</summary>
    public static BlobSource Stub()
    {
        var image = new byte[0x600];
        Encoding.ASCII.GetBytes("MZ").CopyTo(image, 0);
        U32(image, 0x3c, PeOffset);
        Encoding.ASCII.GetBytes("PE").CopyTo(image, PeOffset);
        U16(image, PeOffset + 4, 0x8664);
        U16(image, PeOffset + 6, 1);
        U16(image, PeOffset + 20, 240);
        U16(image, PeOffset + 22, 0x22e);
        U16(image, OptionalHeader, 0x20b);
        U32(image, OptionalHeader + 32, 0x1000);
        U32(image, OptionalHeader + 36, 0x200);
        U32(image, OptionalHeader + 56, 0x2000);
        U32(image, OptionalHeader + 60, 0x400);
        U16(image, OptionalHeader + 68, 10);
        U32(image, OptionalHeader + 108, 16);
        Encoding.ASCII.GetBytes(".sbat").CopyTo(image, SectionTable);
        U32(image, SectionTable + 8, 0x200);
        U32(image, SectionTable + 12, 0x1000);
        U32(image, SectionTable + 16, 0x200);
        U32(image, SectionTable + 20, 0x400);
        U32(image, SectionTable + 36, 0x4000_0040);
        return BlobSource.FromBytes(image);
    }

    /// <summary>A kernel that says its version.</summary>
    public static BlobSource Kernel()
    {
        var kernel = new byte[20_000];
        Encoding.ASCII.GetBytes("MZ").CopyTo(kernel, 0);
        kernel[0x1f1] = 29;
        Encoding.ASCII.GetBytes("HdrS").CopyTo(kernel, 0x202);
        U16(kernel, 0x20e, 0x1000);
        Encoding.ASCII.GetBytes("6.18.1-talos (builder)").CopyTo(kernel, 0x1200);
        return BlobSource.FromBytes(kernel);
    }

    static void U16(byte[] bytes, int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(offset), value);

    static void U32(byte[] bytes, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), value);
}
