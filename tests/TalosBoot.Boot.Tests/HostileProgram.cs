using System.Buffers.Binary;
using CsCheck;

namespace TalosBoot.Boot.Tests;

/// <summary>Changes of EFI programs as somebody would make them who knows the format: fields, rows of the section table, records of the certificate table.</summary>
internal static class HostileProgram
{
    const int PeOffset = 0x80;
    const int RowSize = 40;
    static readonly uint[] Edges = [0, 1, 7, 8, 0x1ff, 0x200, 0x1000, 0x7fff_ffff, 0x8000_0000, 0xffff_fe00, 0xffff_ffff];

    /// <summary>One to five changes, applied to a copy.</summary>
    public static Gen<Func<byte[], byte[]>> Changes => Gen.OneOf(Field, Row, Record, Byte, Length).Array[1, 5]
        .Select(changes => (Func<byte[], byte[]>)(program => changes.Aggregate((byte[])program.Clone(), (bytes, change) => change(bytes))));

    /// <summary>Values at which sums and products go wrong.</summary>
    static Gen<uint> Value => Gen.OneOf(
        Gen.Int[0, Edges.Length - 1].Select(index => Edges[index]), Gen.UInt[0, 0x1_0000], Gen.UInt);

    /// <summary>A field of the DOS header, the file header, the optional header or a data directory.</summary>
    static Gen<Func<byte[], byte[]>> Field => Gen.Select(Gen.OneOf(Gen.Const(0x3c), Gen.Int[PeOffset, PeOffset + 24 + 240 - 4]), Value, Gen.Bool)
        .Select((offset, value, isShort) => (Func<byte[], byte[]>)(bytes => Put(bytes, offset, value, isShort ? 2 : 4)));

    /// <summary>A field of a row, which may be taken from another row.</summary>
    static Gen<Func<byte[], byte[]>> Row => Gen.Select(Gen.Int[0, 15], Gen.Int[0, 9], Gen.OneOf(Value.Select(value => (uint?)value), Gen.Const((uint?)null)))
        .Select((row, word, value) => (Func<byte[], byte[]>)(bytes =>
        {
            var at = PeOffset + 24 + 240 + (row * RowSize) + (word * 4);
            return Put(bytes, at, value ?? Get(bytes, at + RowSize), 4);
        }));

    /// <summary>The directory entry of the certificate table, or a byte of its first kibibyte, where the lengths of the DER elements are.</summary>
    static Gen<Func<byte[], byte[]>> Record => Gen.Select(Gen.Int[-2, 1024], Value, Gen.Bool)
        .Select((place, value, isShort) => (Func<byte[], byte[]>)(bytes =>
        {
            var entry = PeOffset + 24 + 112 + 32;
            return place < 0
                ? Put(bytes, entry + (4 * (-1 - place)), value, 4)
                : Put(bytes, (int)Math.Min(Get(bytes, entry), int.MaxValue / 2) + place, value, isShort ? 1 : 4);
        }));

    static Gen<Func<byte[], byte[]>> Byte => Gen.Select(Gen.Int[0, int.MaxValue], Gen.Byte)
        .Select((place, value) => (Func<byte[], byte[]>)(bytes => bytes.Length == 0 ? bytes : Put(bytes, place % bytes.Length, value, 1)));

    /// <summary>A shorter or a longer file.</summary>
    static Gen<Func<byte[], byte[]>> Length => Gen.Int[-2_000, 64]
        .Select(difference => (Func<byte[], byte[]>)(bytes => [.. bytes.Take(bytes.Length + Math.Min(difference, 0)), .. new byte[Math.Max(difference, 0)]]));

    static uint Get(byte[] bytes, int offset) => offset <= bytes.Length - 4 ? BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(offset)) : 0;

    static byte[] Put(byte[] bytes, int offset, uint value, int size)
    {
        Span<byte> field = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(field, value);
        if (offset <= bytes.Length - size)
        {
            field[..size].CopyTo(bytes.AsSpan(offset));
        }

        return bytes;
    }
}
