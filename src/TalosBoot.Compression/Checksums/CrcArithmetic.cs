using System.Numerics;

namespace TalosBoot.Compression.Checksums;

/// <summary>
/// Calculation with reflected CRCs that start with all ones and end inverted. A CRC is a polynomial over GF(2) whose highest bit is the
/// coefficient of x^0; appending n bits multiplies by x^n modulo the generator.
/// </summary>
/// <param name="polynomial">The generator in reflected order, without its highest term.</param>
internal sealed class CrcArithmetic<T>(T polynomial)
    where T : struct, IBinaryInteger<T>, IUnsignedNumber<T>
{
    static readonly T One = T.RotateRight(T.One, 1);
    readonly T[] _powers = SquaresOfX(polynomial);

    public T Combine(T first, T second, long secondLength) => Multiply(PowerOfX(secondLength), first, polynomial) ^ second;

    public T OfZeros(long count) => ~Multiply(PowerOfX(count), T.AllBitsSet, polynomial);

    // x^(2^n) for each n below 64.
    static T[] SquaresOfX(T polynomial)
    {
        var result = new T[64];
        result[0] = One >> 1;
        for (var index = 1; index < result.Length; index++)
        {
            result[index] = Multiply(result[index - 1], result[index - 1], polynomial);
        }

        return result;
    }

    static T Multiply(T left, T right, T polynomial)
    {
        var product = T.Zero;
        for (; left != T.Zero; left <<= 1)
        {
            if ((left & One) != T.Zero)
            {
                product ^= right;
            }

            right = (right & T.One) != T.Zero ? (right >> 1) ^ polynomial : right >> 1;
        }

        return product;
    }

    T PowerOfX(long byteCount)
    {
        var result = One;
        for (var (count, index) = (byteCount, 3); count > 0; count >>= 1, index++)
        {
            if ((count & 1) != 0)
            {
                result = Multiply(_powers[index], result, polynomial);
            }
        }

        return result;
    }
}
