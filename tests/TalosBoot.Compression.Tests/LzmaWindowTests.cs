using TalosBoot.Compression.Xz.Lzma;
using TalosBoot.Testing;

namespace TalosBoot.Compression.Tests;

public sealed class LzmaWindowTests
{
    [Test]
    public void It_keeps_what_matches_may_reach_and_takes_a_quarter_more_at_most()
    {
        const int Dictionary = 1024 * 1024;
        const int Chunk = 64 * 1024;
        var all = TestBytes.Noise(100 * Chunk);
        var window = new LzmaWindow(Dictionary);
        for (var offset = 0; offset < all.Length; offset += Chunk)
        {
            window.MakeRoom(Chunk);
            all.AsSpan(offset, Chunk).CopyTo(window.Buffer.AsSpan(window.End));
            window.End += Chunk;
            Assert.That(window.Buffer, Has.Length.LessThanOrEqualTo((Dictionary * 5 / 4) + (2 * Chunk)));
            var reach = Math.Min(offset + Chunk, Dictionary);
            Assert.That((window.Position, window.Reach), Is.EqualTo((offset + Chunk, reach)));
            Assert.That(
                window.Buffer.AsSpan(window.End - reach, reach).SequenceEqual(all.AsSpan(offset + Chunk - reach, reach)), Is.True, $"at {offset}");
        }
    }
}
