namespace TalosBoot.Boot.Grub;

/// <summary>
/// The Reed-Solomon code that protects GRUB's core image on a disk (docs/formats/grub.md): bytes of GF(256) with the polynomial 0x11D, the generator
/// with the roots 1, a, a^2 and so on, and every 512th byte in one code word, so that a lost sector costs each word one byte.
/// </summary>
internal static class GrubReedSolomon
{
    const int Interleave = 512;
    const int GroupSize = 200 * Interleave;
    const int Polynomial = 0x11D;

    static readonly (byte[] Exponential, byte[] Logarithm) Field = CreateField();

    /// <summary>Computes redundancy.</summary>
    /// <param name="data">What is protected.</param>
    /// <param name="redundancy">Takes the redundancy. Empty for none.</param>
    public static void Protect(ReadOnlySpan<byte> data, Span<byte> redundancy)
    {
        while (!data.IsEmpty && !redundancy.IsEmpty)
        {
            var total = data.Length + redundancy.Length;
            var (dataLength, redundancyLength) = (data.Length, redundancy.Length);
            if (total > GroupSize)
            {
                const long Sectors = GroupSize / Interleave;
                dataLength = (int)(dataLength * Sectors / total) * Interleave;
                redundancyLength = (int)(redundancyLength * Sectors / total) * Interleave;
            }

            ProtectGroup(data[..dataLength], redundancy[..redundancyLength]);
            data = data[dataLength..];
            redundancy = redundancy[redundancyLength..];
        }
    }

    static void ProtectGroup(ReadOnlySpan<byte> data, Span<byte> redundancy)
    {
        var word = new byte[(GroupSize / Interleave) + 2];
        byte[] generator = [];
        for (var lane = 0; lane < Interleave; lane++)
        {
            var dataCount = Count(data.Length, lane);
            var checkCount = Count(redundancy.Length, lane);
            if (dataCount == 0 || checkCount == 0)
            {
                continue;
            }

            for (var index = 0; index < dataCount; index++)
            {
                word[index] = data[(index * Interleave) + lane];
            }

            // It changes once at most, where the last sector is not whole.
            generator = generator.Length == checkCount ? generator : Generator(checkCount);
            var checks = Remainder(word.AsSpan(0, dataCount), generator);
            for (var index = 0; index < checkCount; index++)
            {
                redundancy[(index * Interleave) + lane] = checks[index];
            }
        }
    }

    static int Count(int length, int lane) => (length + Interleave - 1 - lane) / Interleave;

    /// <summary>The coefficients of the generator without the leading one, from the highest power down.</summary>
    static byte[] Generator(int degree)
    {
        var result = new byte[degree];
        for (var root = 0; root < degree; root++)
        {
            // Times (x - a^root), within the powers that there are so far.
            var factor = Field.Exponential[root];
            byte leading = 1;
            for (var index = 0; index <= root; index++)
            {
                var old = index < root ? result[index] : (byte)0;
                result[index] = (byte)(old ^ Multiply(leading, factor));
                leading = old;
            }
        }

        return result;
    }

    /// <summary>What is left of the data, times a power of x, when it is divided by the generator.</summary>
    static byte[] Remainder(ReadOnlySpan<byte> data, byte[] generator)
    {
        var rest = new byte[generator.Length];
        foreach (var value in data)
        {
            var factor = (byte)(value ^ rest[0]);
            rest.AsSpan(1).CopyTo(rest);
            rest[^1] = 0;
            for (var index = 0; factor != 0 && index < rest.Length; index++)
            {
                rest[index] ^= Multiply(generator[index], factor);
            }
        }

        return rest;
    }

    static byte Multiply(byte left, byte right) =>
        left == 0 || right == 0 ? (byte)0 : Field.Exponential[Field.Logarithm[left] + Field.Logarithm[right]];

    static (byte[] Exponential, byte[] Logarithm) CreateField()
    {
        var exponential = new byte[510];
        var logarithm = new byte[256];
        var value = 1;
        for (var power = 0; power < 255; power++)
        {
            exponential[power] = exponential[power + 255] = (byte)value;
            logarithm[value] = (byte)power;
            value <<= 1;
            value ^= value > 255 ? Polynomial : 0;
        }

        return (exponential, logarithm);
    }
}
