using System.Buffers.Binary;
using System.Text;

namespace TalosBoot.Testing;

/// <summary>A small EFI program, made field by field: for tests that need a stub and have no upstream file.</summary>
public sealed class SyntheticPe
{
    public const int PeOffset = 0x78;
    public const int OptionalHeader = PeOffset + 24;
    public const int SectionTable = OptionalHeader + 240;
    public const int HeaderSize = 0x400;

    readonly List<(string Name, byte[] Data, uint Address, uint VirtualSize)> _sections = [];

    public ushort Machine { get; init; } = 0x8664;

    public static byte[] Stub(ushort machine = 0x8664) => new SyntheticPe { Machine = machine }
        .Add(".text", Fill(700, 0xc3))
        .Add(".sbat", "sbat,1,SBAT Version,sbat,1,https://example.org/\nstub,1,Tests,stub,1,https://example.org/\n"u8.ToArray())
        .Add(".reloc", Fill(12, 0x01))
        .Build();

    public SyntheticPe Add(string name, byte[] data)
    {
        var address = _sections.Count == 0 ? 0x1000u : _sections[^1].Address + (((_sections[^1].VirtualSize + 0xfff) / 0x1000) * 0x1000);
        _sections.Add((name, data, address, (uint)data.Length));
        return this;
    }

    public byte[] Build()
    {
        var image = new byte[HeaderSize + _sections.Sum(section => (section.Data.Length + 511) / 512 * 512)];
        Encoding.ASCII.GetBytes("MZ").CopyTo(image, 0);
        U32(image, 0x3c, PeOffset);
        Encoding.ASCII.GetBytes("This is the DOS program.").CopyTo(image, 0x40);
        Encoding.ASCII.GetBytes("PE").CopyTo(image, PeOffset);
        U16(image, PeOffset + 4, Machine);
        U16(image, PeOffset + 6, (ushort)_sections.Count);
        U32(image, PeOffset + 8, 0x1234_5678);
        U16(image, PeOffset + 20, 240);
        U16(image, PeOffset + 22, 0x022e);
        U16(image, OptionalHeader, 0x020b);
        image[OptionalHeader + 2] = 14;
        image[OptionalHeader + 3] = 29;
        U32(image, OptionalHeader + 16, 0x1010);
        U32(image, OptionalHeader + 24, 0x4000_0000);
        U32(image, OptionalHeader + 32, 0x1000);
        U32(image, OptionalHeader + 36, 0x200);
        U32(image, OptionalHeader + 56, _sections[^1].Address + 0x1000);
        U32(image, OptionalHeader + 60, HeaderSize);
        U32(image, OptionalHeader + 64, 0x0bad_cafe);
        U16(image, OptionalHeader + 68, 10);
        U32(image, OptionalHeader + 108, 16);
        var offset = HeaderSize;
        for (var index = 0; index < _sections.Count; index++)
        {
            var (name, data, address, virtualSize) = _sections[index];
            var row = SectionTable + (index * 40);
            Encoding.ASCII.GetBytes(name).CopyTo(image, row);
            U32(image, row + 8, virtualSize);
            U32(image, row + 12, address);
            U32(image, row + 16, (uint)((data.Length + 511) / 512 * 512));
            U32(image, row + 20, (uint)offset);
            U32(image, row + 36, name == ".text" ? 0x6000_0020u : 0x4000_0040u);
            data.CopyTo(image, offset);
            offset += (data.Length + 511) / 512 * 512;
        }

        return image;
    }

    public static byte[] Fill(int length, byte value)
    {
        var bytes = new byte[length];
        Array.Fill(bytes, value);
        return bytes;
    }

    public static void U16(byte[] image, int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(offset), value);

    public static void U32(byte[] image, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(offset), value);
}
