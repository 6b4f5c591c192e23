using System.Diagnostics.CodeAnalysis;

namespace TalosBoot.Sigstore.Curves;

/// <summary>A point of edwards25519 in extended coordinates, x = X/Z, y = Y/Z, xy = T/Z (RFC 8032, 5.1.4). The addition has no special cases.</summary>
internal readonly struct EdwardsPoint
{
    const int ScalarBits = 256;

    static readonly FieldElement Minus121665Over121666 = ComputeD();
    static readonly FieldElement TwiceD = Minus121665Over121666 + Minus121665Over121666;

    readonly FieldElement _x;
    readonly FieldElement _y;
    readonly FieldElement _z;
    readonly FieldElement _t;

    EdwardsPoint(FieldElement x, FieldElement y, FieldElement z, FieldElement t)
    {
        _x = x;
        _y = y;
        _z = z;
        _t = t;
    }

    public static EdwardsPoint Neutral { get; } = new(FieldElement.Zero, FieldElement.One, FieldElement.One, FieldElement.Zero);

    /// <summary>The base point: y = 4/5, x even.</summary>
    public static EdwardsPoint Base { get; } = Decode(Convert.FromHexString("5866666666666666666666666666666666666666666666666666666666666666"));

    public static EdwardsPoint operator +(EdwardsPoint left, EdwardsPoint right)
    {
        var a = (left._y - left._x) * (right._y - right._x);
        var b = (left._y + left._x) * (right._y + right._x);
        var c = left._t * TwiceD * right._t;
        var d = left._z * right._z;
        d += d;
        var (e, f, g, h) = (b - a, d - c, d + c, b + a);
        return new EdwardsPoint(e * f, g * h, f * g, e * h);
    }

    /// <summary>The point times a number, least significant byte first. Its steps do not depend on the number.</summary>
    public static EdwardsPoint operator *(ReadOnlySpan<byte> scalar, EdwardsPoint point)
    {
        var result = Neutral;
        for (var bit = ScalarBits - 1; bit >= 0; bit--)
        {
            result += result;
            var mask = 0UL - (ulong)((scalar[bit / 8] >> (bit % 8)) & 1);
            result = Choose(mask, result, result + point);
        }

        return result;
    }

    public EdwardsPoint Negate() => new(FieldElement.Zero - _x, _y, _z, FieldElement.Zero - _t);

    /// <summary>Reads a point (RFC 8032, 5.1.3); false when the bytes are none, or are not its only spelling.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, [MaybeNullWhen(false)] out EdwardsPoint point)
    {
        point = default;
        var y = FieldElement.Read(bytes);
        var sign = bytes[^1] >> 7;
        var spelling = y.Write();
        spelling[^1] |= (byte)(sign << 7);
        if (!spelling.AsSpan().SequenceEqual(bytes))
        {
            return false;
        }

        var square = y * y;
        var numerator = square - FieldElement.One;
        var denominator = (Minus121665Over121666 * square) + FieldElement.One;
        var cube = denominator * denominator * denominator;
        var x = numerator * cube * (numerator * cube * cube * denominator).RootPower();
        var check = denominator * x * x;
        if (!check.EqualTo(numerator))
        {
            x *= FieldElement.RootOfMinusOne;
            if (!(denominator * x * x).EqualTo(numerator))
            {
                return false;
            }
        }

        if (x.IsZero() && sign != 0)
        {
            return false;
        }

        x = x.IsOdd() == (sign != 0) ? x : FieldElement.Zero - x;
        point = new EdwardsPoint(x, y, FieldElement.One, x * y);
        return true;
    }

    public byte[] Encode()
    {
        var inverse = _z.Invert();
        var bytes = (_y * inverse).Write();
        bytes[^1] |= (byte)((_x * inverse).IsOdd() ? 0x80 : 0);
        return bytes;
    }

    static EdwardsPoint Decode(byte[] bytes) => TryDecode(bytes, out var point) ? point : throw new InvalidOperationException("The base point is wrong.");

    static EdwardsPoint Choose(ulong mask, EdwardsPoint first, EdwardsPoint second) => new(
        FieldElement.Choose(mask, first._x, second._x),
        FieldElement.Choose(mask, first._y, second._y),
        FieldElement.Choose(mask, first._z, second._z),
        FieldElement.Choose(mask, first._t, second._t));

    static FieldElement ComputeD()
    {
        Span<byte> bytes = stackalloc byte[FieldElement.Size];
        bytes.Clear();
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(bytes, 121665);
        var numerator = FieldElement.Zero - FieldElement.Read(bytes);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(bytes, 121666);
        return numerator * FieldElement.Read(bytes).Invert();
    }
}
