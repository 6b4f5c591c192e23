using CsCheck;
using NUnit.Framework;
using TalosBoot.Core.Content;

namespace TalosBoot.Testing;

/// <summary>What every source promises. A fixture for a source inherits this.</summary>
public abstract class BlobSourceContract
{
    /// <summary>The source, and the bytes that it must give.</summary>
    protected abstract (BlobSource Source, byte[] Expected) Create();

    [Test]
    public void The_source_is_what_the_fixture_says()
    {
        if (GetType().GetCustomAttributes(typeof(ContractOfAttribute), inherit: false) is [ContractOfAttribute contract])
        {
            Assert.That(Create().Source.GetType().Name, Is.EqualTo(contract.Implementation));
        }
    }

    [Test]
    public void Several_threads_read_at_the_same_time()
    {
        const int Threads = 4;
        var (source, expected) = Create();
        using var start = new Barrier(Threads);
        var failures = 0;
        var threads = Enumerable.Range(0, Threads).Select(number => new Thread(() =>
        {
            start.SignalAndWait();
            var buffer = new byte[1000 + number];
            for (var offset = 0; offset < expected.Length; offset += buffer.Length)
            {
                var count = Math.Min(buffer.Length, expected.Length - offset);
                source.Read(offset, buffer.AsSpan(0, count));
                if (!buffer.AsSpan(0, count).SequenceEqual(expected.AsSpan(offset, count)))
                {
                    Interlocked.Increment(ref failures);
                }
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.That(failures, Is.Zero);
    }

    [Test]
    public void Reads_any_range_as_it_is_in_the_whole()
    {
        var (source, expected) = Create();
        Assert.That(source.Length, Is.EqualTo(expected.Length));
        Gen.Int[0, expected.Length].Select(Gen.Int[0, expected.Length]).Sample(
            (first, second) =>
            {
                var (from, to) = (Math.Min(first, second), Math.Max(first, second));
                var buffer = new byte[to - from];
                Array.Fill(buffer, (byte)0xA5);
                source.Read(from, buffer);
                return buffer.AsSpan().SequenceEqual(expected.AsSpan(from, to - from));
            },
            iter: 200, threads: 2);
    }

    [Test]
    public void Extents_are_sorted_disjoint_and_cover_every_byte_that_is_not_zero()
    {
        var (source, expected) = Create();
        var position = 0L;
        foreach (var extent in source.Extents)
        {
            Assert.That(extent.Length, Is.Positive);
            Assert.That(extent.Offset, Is.GreaterThanOrEqualTo(position));
            Assert.That(expected.AsSpan((int)position, (int)(extent.Offset - position)).ContainsAnyExcept((byte)0), Is.False);
            position = extent.End;
        }

        Assert.That(position, Is.LessThanOrEqualTo(source.Length));
        Assert.That(expected.AsSpan((int)position).ContainsAnyExcept((byte)0), Is.False);
    }

    [Test]
    public void Two_streams_give_the_same_bytes()
    {
        var (source, expected) = Create();
        for (var round = 0; round < 2; round++)
        {
            using var stream = source.OpenRead();
            using var memory = new MemoryStream();
            stream.CopyTo(memory);
            Assert.That(memory.ToArray(), Is.EqualTo(expected));
        }
    }

    [Test]
    public void A_range_outside_is_refused()
    {
        var (source, _) = Create();
        Assert.That(() => source.Read(source.Length, new byte[1]), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => source.Read(-1, new byte[1]), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_cancelled_token_stops_before_the_read()
    {
        var (source, _) = Create();
        Assert.That(
            () => source.Read(0, new byte[Math.Min(1, source.Length)], new CancellationToken(true)),
            Throws.InstanceOf<OperationCanceledException>());
    }
}
