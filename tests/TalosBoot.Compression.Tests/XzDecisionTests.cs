using TalosBoot.Compression.Content;
using TalosBoot.Compression.Xz.Lzma;
using TalosBoot.Compression.Xz.Lzma2;
using TalosBoot.Testing;

namespace TalosBoot.Compression.Tests;

/// <summary>Chunks against those of the xz program with the same numbers: every match, price and cut must be the same for the bytes to be.</summary>
public sealed class XzDecisionTests
{
    static readonly LzmaEffort Thorough = new(128 * 1024, 64, 48, IsThorough: true);
    static readonly LzmaEffort Quick = new(256 * 1024, 64, 6, IsThorough: false);

    static IEnumerable<TestCaseData> Efforts()
    {
        foreach (var effort in (LzmaEffort[])[
            Thorough, Thorough with { DictionarySize = 4096 }, Thorough with { DictionarySize = 8 << 20 }, Thorough with { NiceLength = 273, Depth = 152 },
            Thorough with { NiceLength = 8, Depth = 3 }, Thorough with { DictionarySize = 5000, NiceLength = 33 },
            Quick, Quick with { DictionarySize = 4096 }, Quick with { NiceLength = 273, Depth = 48 }, Quick with { NiceLength = 5, Depth = 1 }])
        {
            var mode = effort.IsThorough ? "thorough" : "quick";
            yield return new TestCaseData(effort).SetArgDisplayNames($"{mode} {effort.DictionarySize} {effort.NiceLength} {effort.Depth}");
        }
    }

    [TestCaseSource(nameof(Efforts))]
    public void Chunks_are_those_of_xz(object effort)
    {
        var numbers = (LzmaEffort)effort;
        var encoder = new Lzma2Encoder(numbers);
        var chunks = new ByteSink(0);
        using (Assert.EnterMultipleScope())
        {
            foreach (var (name, bytes) in Samples())
            {
                chunks.Clear();
                encoder.Encode(bytes, bytes.Length, chunks, default);
                Assert.That(chunks.Written.SequenceEqual(Xz(bytes, numbers)), Is.True, name);
            }
        }
    }

    static byte[] Xz(byte[] bytes, LzmaEffort effort)
    {
        var mode = effort.IsThorough ? "mode=normal,mf=bt4" : "mode=fast,mf=hc4";
        var filter = $"--lzma2=preset=6,dict={effort.DictionarySize},{mode},nice={effort.NiceLength},depth={effort.Depth}";
        var result = ForeignTool.TryRun("xz", ["--format=raw", "--threads=1", filter, "-c"], input: bytes);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        return result.OutputBytes;
    }

    static IEnumerable<(string Name, byte[] Bytes)> Samples()
    {
        for (var length = 1; length < 24; length++)
        {
            yield return ($"{length} of text", TestBytes.Text(length, (ulong)length));
        }

        yield return ("zeros", new byte[150_000]);
        yield return ("text", TestBytes.Text(150_000));
        yield return ("noise", TestBytes.Noise(150_000));
        yield return ("program", CompressionSamples.Executable(400_000));
        yield return ("noise, then text", [.. TestBytes.Noise(100_000), .. TestBytes.Text(50_000), .. TestBytes.Noise(70_000, 3), .. TestBytes.Text(20_000)]);
        yield return ("repeated noise", [.. Enumerable.Repeat(TestBytes.Noise(3000), 30).SelectMany(bytes => bytes)]);
        yield return ("more than a chunk takes", [.. Enumerable.Repeat(TestBytes.Text(90_000), 28).SelectMany(bytes => bytes)]);
        yield return ("noise with short repeats", NoiseWithRepeats(600_000));
        for (var seed = 1UL; seed < 13; seed++)
        {
            yield return ($"patchwork {seed}", Patchwork(seed));
        }
    }

    // Chunks that do not shrink, and end while decisions are pending.
    static byte[] NoiseWithRepeats(int length)
    {
        var result = TestBytes.Noise(length);
        for (var position = 40_000; position < length - 4; position += 2 + (result[position] % 8))
        {
            result.AsSpan(position - 2 - (result[position + 2] * 97), 2 + (result[position + 3] % 64 / 63)).CopyTo(result.AsSpan(position));
        }

        return result;
    }

    // Noise, runs, copies of what was, copies with single bytes changed: in stretches of all sizes.
    static byte[] Patchwork(ulong seed)
    {
        var dice = new Queue<byte>(TestBytes.Noise(40_000, seed));
        int Roll(int sides) => ((dice.Dequeue() << 8) | dice.Dequeue()) % sides;
        var result = new List<byte>();
        while (dice.Count > 16)
        {
            var length = 1 + Roll(seed % 3 == 0 ? 9 : 70);
            switch (result.Count == 0 ? 0 : Roll(seed % 2 == 0 ? 4 : 7))
            {
                case 0:
                    result.AddRange(TestBytes.Noise(length, (ulong)result.Count));
                    break;
                case 1:
                    result.AddRange(Enumerable.Repeat((byte)Roll(256), length));
                    break;
                default:
                    var start = Roll(result.Count);
                    var change = Roll(90);
                    for (var index = 0; index < length; index++)
                    {
                        result.Add((byte)(result[start + index] ^ (index == change ? 32 : 0)));
                    }

                    break;
            }
        }

        return [.. result];
    }
}
