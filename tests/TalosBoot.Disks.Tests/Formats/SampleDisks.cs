using CsCheck;
using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Disks.Tests.Formats;

/// <summary>Disks with holes, text, noise, and noise that is known to be compressed.</summary>
static class SampleDisks
{
    /// <summary>Stretches at random places of a disk of some mebibytes, whose length is a multiple of a sector.</summary>
    public static Gen<BlobSource> Any { get; } =
        from sectors in Gen.Int[1, 12_000]
        from stretches in Gen.Select(Gen.Int[0, sectors - 1], Gen.Int[1, 400], Gen.Int[0, 3]).Array[0, 8]
        select Build(sectors * 512L, stretches);

    /// <summary>A disk of 9 MiB and 3 sectors with something of each kind.</summary>
    public static BlobSource Mixed { get; } = Build(
        (9L * 1024 * 1024) + 1536, [(0, 3, 0), (100, 900, 1), (2500, 1300, 2), (9000, 1, 0), (12_000, 1500, 3), (18_432, 3, 1)]);

    static BlobSource Build(long length, IEnumerable<(int Sector, int Count, int Kind)> stretches)
    {
        var disk = new SparseImageBuilder();
        var end = 0L;
        foreach (var (sector, count, kind) in stretches.OrderBy(stretch => stretch.Sector))
        {
            var offset = Math.Max(end, sector * 512L);
            var size = (int)Math.Min(count * 512L, length - offset);
            if (size <= 0)
            {
                continue;
            }

            var bytes = kind switch
            {
                0 => TestBytes.Text(size, (ulong)sector + 1),
                1 => TestBytes.Noise(size, (ulong)sector + 1),
                2 => TestBytes.Text(size, (ulong)sector + 7),
                _ => TestBytes.Noise(size, (ulong)sector + 3),
            };
            var content = BlobSource.FromBytes(bytes);
            disk.Place(offset, kind == 3 ? content.AsCompressed() : content, "stretch");
            end = offset + size;
        }

        return disk.Build(length);
    }

    public static void AssertEqual(BlobSource actual, BlobSource expected)
    {
        Assert.That(actual.Length, Is.EqualTo(expected.Length));
        Assert.That(Digest.Sha256(actual), Is.EqualTo(Digest.Sha256(expected)));
    }
}
