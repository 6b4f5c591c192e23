using CsCheck;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Volumes;

/// <summary>Feeds readers with volumes of which some bytes of metadata are others.</summary>
static class HostileVolumes
{
    const int BlockSize = 4096;

    /// <summary>The blocks that a reader reads of a volume.</summary>
    public static long[] BlocksRead(BlobSource volume, Func<BlobSource, FileTree> read)
    {
        var blocks = new SortedSet<long>();
        read(new ObservedSource(volume, (offset, length) =>
        {
            for (var block = offset / BlockSize; block <= (offset + length - 1) / BlockSize; block++)
            {
                blocks.Add(block * BlockSize);
            }
        }));
        return [.. blocks];
    }

    /// <summary>Changes blocks at random. Each reading ends with a tree, of which all files can be read, or with the one exception.</summary>
    /// <param name="volume">A sound volume.</param>
    /// <param name="read">The reader.</param>
    /// <param name="reseal">Writes checksums anew, so that the reader looks at what was changed.</param>
    /// <param name="count">How many times.</param>
    public static void Mutate(BlobSource volume, Func<BlobSource, FileTree> read, Action<byte[]> reseal, int count)
    {
        var blocks = BlocksRead(volume, read);
        var failures = 0;
        Gen.Select(Gen.Int[0, blocks.Length - 1], Gen.Select(Gen.Int[0, BlockSize - 1], Gen.Byte).Array[1, 4], Gen.Int[0, 3]).Sample(
            (index, changes, unsealed) =>
            {
                var block = new byte[Math.Min(BlockSize, volume.Length - blocks[index])];
                volume.Read(blocks[index], block);
                foreach (var (place, value) in changes)
                {
                    // Small numbers and the ends of ranges are worth more than any others.
                    block[Place(block, place)] = value switch
                    {
                        < 64 => 0xFF,
                        < 128 => (byte)(value % 9),
                        _ => value,
                    };
                }

                if (unsealed != 0)
                {
                    reseal(block);
                }

                try
                {
                    Consume(read(new PatchedSource(volume, blocks[index], block)));
                }
                catch (ImageFormatException)
                {
                    failures++;
                }
            },
            iter: count, threads: 1);
        Assert.That(failures, Is.GreaterThan(count / 20), "the changes do not reach what the reader looks at");
    }

    /// <summary>Half of the changes go to bytes that are not zero.</summary>
    static int Place(byte[] block, int place)
    {
        place %= block.Length;
        if (place % 2 == 0)
        {
            return place;
        }

        var next = block.AsSpan(place).IndexOfAnyExcept((byte)0);
        return next < 0 ? place : place + next;
    }

    static void Consume(FileTree tree)
    {
        var buffer = new byte[100];
        foreach (var (_, entry) in tree.Walk())
        {
            if (entry is RegularFile { Content: { Length: > 0 } content })
            {
                content.Read(Math.Max(0, content.Length - buffer.Length), buffer.AsSpan(0, (int)Math.Min(buffer.Length, content.Length)));
                Assert.That(content.Extents.Count, Is.LessThan(10_000));
            }
        }
    }
}
