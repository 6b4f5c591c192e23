using TalosBoot.Compression.Gzip;
using TalosBoot.Testing;

namespace TalosBoot.Compression.Tests;

[TestFixture]
sealed class InflateInputTests
{
    [Test]
    public void Getting_bits_ready_twice_changes_nothing_at_any_place_of_the_buffer()
    {
        // Longer than the buffer of 64 KiB, so that bits are taken across its end.
        var bytes = TestBytes.Noise((64 * 1024) + 64);
        for (var start = (64 * 1024) - 40; start < (64 * 1024) + 8; start++)
        {
            using var stream = new MemoryStream(bytes);
            var input = new InflateInput(stream);
            input.CopyTo(new byte[start]);
            for (var position = start; position < start + 32; position++)
            {
                input.Fill();
                input.Fill();
                Assert.That(input.TakeByte(), Is.EqualTo(bytes[position]), $"{start} {position}");
            }
        }
    }
}
