namespace TalosBoot.Boot.Tests.Grub;

/// <summary>Checks code words by their definition: each has the roots 1, a, a^2 and so on, as many as it has check bytes.</summary>
static class ReedSolomonCheck
{
    static readonly int[] Powers = [.. Enumerable.Range(0, 255).Select(exponent => Enumerable.Repeat(2, exponent).Aggregate(1, Multiply))];

    public static int CountBrokenWords(ReadOnlySpan<byte> data, ReadOnlySpan<byte> redundancy)
    {
        var broken = 0;
        while (!data.IsEmpty)
        {
            var total = data.Length + redundancy.Length;
            var (dataLength, checkLength) = total <= 200 * 512
                ? (data.Length, redundancy.Length)
                : (data.Length * 200 / total * 512, redundancy.Length * 200 / total * 512);
            for (var lane = 0; lane < 512; lane++)
            {
                var word = new List<byte>();
                for (var position = lane; position < dataLength; position += 512)
                {
                    word.Add(data[position]);
                }

                var checks = 0;
                for (var position = lane; position < checkLength; position += 512, checks++)
                {
                    word.Add(redundancy[position]);
                }

                broken += Enumerable.Range(0, checks).Any(root => Evaluate(word, Power(root)) != 0) ? 1 : 0;
            }

            data = data[dataLength..];
            redundancy = redundancy[checkLength..];
        }

        return broken;
    }

    static int Evaluate(List<byte> word, int x) => word.Aggregate(0, (sum, value) => Multiply(sum, x) ^ value);

    static int Power(int exponent) => Powers[exponent];

    static int Multiply(int left, int right)
    {
        var product = 0;
        for (; right != 0; right >>= 1, left = (left << 1) ^ ((left & 0x80) != 0 ? 0x11D : 0))
        {
            product ^= (right & 1) != 0 ? left : 0;
        }

        return product;
    }
}
