using System.Buffers.Binary;

namespace TalosBoot.Sigstore.Curves;

/// <summary>
/// A number modulo 2^255 - 19 in five limbs of 51 bits (RFC 8032, 5.1). No branch and no index depends on the value, as it may come from a private key.
/// </summary>
internal readonly struct FieldElement
{
    public const int Size = 32;

    const int LimbBits = 51;
    const ulong Mask = (1UL << LimbBits) - 1;

    // 16 p, in limbs: added before a subtraction, it keeps every limb from going below zero.
    const ulong Excess0 = ((1UL << LimbBits) - 19) << 4;
    const ulong Excess = Mask << 4;

    readonly ulong _limb0;
    readonly ulong _limb1;
    readonly ulong _limb2;
    readonly ulong _limb3;
    readonly ulong _limb4;

    FieldElement(ulong limb0, ulong limb1, ulong limb2, ulong limb3, ulong limb4)
    {
        _limb0 = limb0;
        _limb1 = limb1;
        _limb2 = limb2;
        _limb3 = limb3;
        _limb4 = limb4;
    }

    public static FieldElement Zero => default;

    public static FieldElement One { get; } = new(1, 0, 0, 0, 0);

    /// <summary>A square root of -1: 2^((p-1)/4).</summary>
    public static FieldElement RootOfMinusOne { get; } = new FieldElement(2, 0, 0, 0, 0).PowerOfTwoLess(253, 5);

    /// <summary>Reads 255 bits, least significant byte first; the highest bit is passed over.</summary>
    public static FieldElement Read(ReadOnlySpan<byte> bytes)
    {
        var word0 = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var word1 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        var word2 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        var word3 = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        return new FieldElement(
            word0 & Mask,
            ((word0 >> 51) | (word1 << 13)) & Mask,
            ((word1 >> 38) | (word2 << 26)) & Mask,
            ((word2 >> 25) | (word3 << 39)) & Mask,
            (word3 >> 12) & Mask);
    }

    public static FieldElement operator +(FieldElement left, FieldElement right) => Carry(
        left._limb0 + right._limb0, left._limb1 + right._limb1, left._limb2 + right._limb2, left._limb3 + right._limb3, left._limb4 + right._limb4);

    public static FieldElement operator -(FieldElement left, FieldElement right) => Carry(
        left._limb0 + Excess0 - right._limb0,
        left._limb1 + Excess - right._limb1,
        left._limb2 + Excess - right._limb2,
        left._limb3 + Excess - right._limb3,
        left._limb4 + Excess - right._limb4);

    public static FieldElement operator *(FieldElement left, FieldElement right)
    {
        // A limb that lies 255 bits higher counts 19 times.
        var (a0, a1, a2, a3, a4) = (left._limb0, left._limb1, left._limb2, left._limb3, left._limb4);
        var (b0, b1, b2, b3, b4) = (right._limb0, right._limb1, right._limb2, right._limb3, right._limb4);
        var (c1, c2, c3, c4) = (b1 * 19, b2 * 19, b3 * 19, b4 * 19);
        var r0 = Times(a0, b0) + Times(a1, c4) + Times(a2, c3) + Times(a3, c2) + Times(a4, c1);
        var r1 = Times(a0, b1) + Times(a1, b0) + Times(a2, c4) + Times(a3, c3) + Times(a4, c2);
        var r2 = Times(a0, b2) + Times(a1, b1) + Times(a2, b0) + Times(a3, c4) + Times(a4, c3);
        var r3 = Times(a0, b3) + Times(a1, b2) + Times(a2, b1) + Times(a3, b0) + Times(a4, c4);
        var r4 = Times(a0, b4) + Times(a1, b3) + Times(a2, b2) + Times(a3, b1) + Times(a4, b0);
        r1 += (ulong)(r0 >> LimbBits);
        r2 += (ulong)(r1 >> LimbBits);
        r3 += (ulong)(r2 >> LimbBits);
        r4 += (ulong)(r3 >> LimbBits);
        return Carry(((ulong)r0 & Mask) + ((ulong)(r4 >> LimbBits) * 19), (ulong)r1 & Mask, (ulong)r2 & Mask, (ulong)r3 & Mask, (ulong)r4 & Mask);
    }

    /// <summary>The first number when the mask is 0, the second when it is all ones.</summary>
    public static FieldElement Choose(ulong mask, FieldElement first, FieldElement second) => new(
        first._limb0 ^ (mask & (first._limb0 ^ second._limb0)),
        first._limb1 ^ (mask & (first._limb1 ^ second._limb1)),
        first._limb2 ^ (mask & (first._limb2 ^ second._limb2)),
        first._limb3 ^ (mask & (first._limb3 ^ second._limb3)),
        first._limb4 ^ (mask & (first._limb4 ^ second._limb4)));

    /// <summary>1 / x, which is x^(p-2) = x^(2^255 - 21).</summary>
    public FieldElement Invert() => PowerOfTwoLess(255, 21);

    /// <summary>x^(2^252 - 3), from which a square root follows (RFC 8032, 5.1.3).</summary>
    public FieldElement RootPower() => PowerOfTwoLess(252, 3);

    public bool IsZero() => !Write().AsSpan().ContainsAnyExcept((byte)0);

    public bool IsOdd() => (Write()[0] & 1) != 0;

    public bool EqualTo(FieldElement other) => (this - other).IsZero();

    /// <summary>The number below 2^255 - 19, least significant byte first.</summary>
    public byte[] Write()
    {
        var reduced = Carry(_limb0, _limb1, _limb2, _limb3, _limb4);
        var (l0, l1, l2, l3, l4) = (reduced._limb0, reduced._limb1, reduced._limb2, reduced._limb3, reduced._limb4);

        // The number is below 2p; it is p or more exactly if adding 19 carries out of bit 255.
        var over = (l0 + 19) >> LimbBits;
        over = (l1 + over) >> LimbBits;
        over = (l2 + over) >> LimbBits;
        over = (l3 + over) >> LimbBits;
        over = (l4 + over) >> LimbBits;
        l0 += 19 * over;
        l1 += l0 >> LimbBits;
        l2 += l1 >> LimbBits;
        l3 += l2 >> LimbBits;
        l4 += l3 >> LimbBits;
        (l0, l1, l2, l3, l4) = (l0 & Mask, l1 & Mask, l2 & Mask, l3 & Mask, l4 & Mask);
        var bytes = new byte[Size];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, l0 | (l1 << 51));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), (l1 >> 13) | (l2 << 38));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(16), (l2 >> 26) | (l3 << 25));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), (l3 >> 39) | (l4 << 12));
        return bytes;
    }

    static UInt128 Times(ulong left, ulong right) => Math.BigMul(left, right);

    static FieldElement Carry(ulong limb0, ulong limb1, ulong limb2, ulong limb3, ulong limb4) => new(
        (limb0 & Mask) + ((limb4 >> LimbBits) * 19),
        (limb1 & Mask) + (limb0 >> LimbBits),
        (limb2 & Mask) + (limb1 >> LimbBits),
        (limb3 & Mask) + (limb2 >> LimbBits),
        (limb4 & Mask) + (limb3 >> LimbBits));

    /// <summary>x^(2^bits - less) for a small number: the exponent's bits, highest first. The exponent is public.</summary>
    FieldElement PowerOfTwoLess(int bits, int less)
    {
        var exponent = (System.Numerics.BigInteger.One << bits) - less;
        var result = One;
        for (var bit = bits - 1; bit >= 0; bit--)
        {
            result *= result;
            if (!((exponent >> bit) & 1).IsZero)
            {
                result *= this;
            }
        }

        return result;
    }
}
