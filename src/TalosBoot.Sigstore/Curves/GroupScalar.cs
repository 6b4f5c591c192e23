using System.Buffers.Binary;

namespace TalosBoot.Sigstore.Curves;

/// <summary>
/// Numbers modulo the order of edwards25519's base point, L = 2^252 + 27742317777372353535851937790883648493 (RFC 8032, 5.1), as 32 bytes, least
/// significant first. Done bit by bit, so that no step depends on the values.
/// </summary>
internal static class GroupScalar
{
    public const int Size = 32;

    static readonly ulong[] Order = [0x5812_631A_5CF5_D3ED, 0x14DE_F9DE_A2F7_9CD6, 0, 0x1000_0000_0000_0000];

    /// <summary>Whether a number is below L, as the one of a signature must be.</summary>
    public static bool IsReduced(ReadOnlySpan<byte> number) => number.SequenceEqual(Reduce(number));

    /// <summary>A number of any length modulo L.</summary>
    public static byte[] Reduce(ReadOnlySpan<byte> number)
    {
        Span<ulong> result = stackalloc ulong[4];
        result.Clear();
        for (var bit = (number.Length * 8) - 1; bit >= 0; bit--)
        {
            Double(result, (ulong)((number[bit / 8] >> (bit % 8)) & 1));
        }

        return Write(result);
    }

    /// <summary>left × right + addend modulo L. All are below L, apart from left, which is any 256 bits.</summary>
    public static byte[] MultiplyAdd(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, ReadOnlySpan<byte> addend)
    {
        Span<ulong> factor = stackalloc ulong[4];
        Span<ulong> result = stackalloc ulong[4];
        Read(right, factor);
        result.Clear();
        for (var bit = (Size * 8) - 1; bit >= 0; bit--)
        {
            Double(result, 0);
            Add(result, factor, 0UL - (ulong)((left[bit / 8] >> (bit % 8)) & 1));
        }

        Read(addend, factor);
        Add(result, factor, ulong.MaxValue);
        return Write(result);
    }

    static void Double(Span<ulong> number, ulong lowest)
    {
        for (var index = 3; index > 0; index--)
        {
            number[index] = (number[index] << 1) | (number[index - 1] >> 63);
        }

        number[0] = (number[0] << 1) | lowest;
        SubtractOrderOnce(number);
    }

    static void Add(Span<ulong> number, ReadOnlySpan<ulong> other, ulong mask)
    {
        UInt128 carry = 0;
        for (var index = 0; index < 4; index++)
        {
            carry += (UInt128)number[index] + (other[index] & mask);
            number[index] = (ulong)carry;
            carry >>= 64;
        }

        SubtractOrderOnce(number);
    }

    static void SubtractOrderOnce(Span<ulong> number)
    {
        Span<ulong> less = stackalloc ulong[4];
        ulong borrow = 0;
        for (var index = 0; index < 4; index++)
        {
            var difference = (UInt128)number[index] - Order[index] - borrow;
            less[index] = (ulong)difference;
            borrow = (ulong)(difference >> 64) & 1;
        }

        var keep = 0UL - borrow;
        for (var index = 0; index < 4; index++)
        {
            number[index] = (number[index] & keep) | (less[index] & ~keep);
        }
    }

    static void Read(ReadOnlySpan<byte> bytes, Span<ulong> number)
    {
        for (var index = 0; index < 4; index++)
        {
            number[index] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(index * 8)..]);
        }
    }

    static byte[] Write(ReadOnlySpan<ulong> number)
    {
        var bytes = new byte[Size];
        for (var index = 0; index < 4; index++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(index * 8), number[index]);
        }

        return bytes;
    }
}
