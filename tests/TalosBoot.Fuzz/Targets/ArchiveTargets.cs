using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Tar;
using TalosBoot.Compression;
using TalosBoot.Compression.Gzip;
using TalosBoot.Compression.Xz;
using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Content;
using TalosBoot.Initramfs;
using TalosBoot.Oci;
using TalosBoot.Oci.Flattening;
using TalosBoot.Testing;

namespace TalosBoot.Fuzz.Targets;

/// <summary>Archives, and what compresses them.</summary>
static class ArchiveTargets
{
    const long MostOutput = 4 * 1024 * 1024;

    public static IEnumerable<FuzzTarget> All =>
    [
        new("tar", ReadTar, TarSeeds)
        {
            Repair = TarChecksums.Repair,
            Readers = ["TarReader.ReadTree", "TarReader.ReadEntries"],
        },
        new("tar-stream", ReadTarStream, TarSeeds) { Repair = TarChecksums.Repair, Readers = ["TarStreamReader.ReadNextAsync", "TarStreamReader.ReadContentAsync"] },
        new("cpio", ReadCpio, CpioSeeds) { Readers = ["CpioReader.ReadTree", "CpioReader.ReadEntries"] },
        new("gzip", input => Decompress(input, CompressionFormat.Gzip), () => Compressed(CompressionFormat.Gzip)) { Readers = ["Decompressor.Open", "Decompressor.Detect"] },
        new("xz", input => Decompress(input, CompressionFormat.Xz), () => Compressed(CompressionFormat.Xz)) { Repair = XzHeaderChecksums.Repair },
        new("zstd", input => Decompress(input, CompressionFormat.Zstd), () => Compressed(CompressionFormat.Zstd)),
        new("stock-initramfs", ReadStock, StockSeeds),
        new("rootfs", ReadRootFs, RootFsSeeds) { Repair = TarChecksums.Repair, Readers = ["RootFsTarball.ReadContentAsync"] },
    ];

    static void ReadTar(byte[] input)
    {
        Consumption.Take(TarReader.ReadTree(BlobSource.FromBytes(input)));
        _ = TarReader.ReadEntries(BlobSource.FromBytes(input)).Count();
    }

    static void ReadTarStream(byte[] input)
    {
        var reader = new TarStreamReader(new MemoryStream(input));
        var buffer = new byte[4096];
        while (reader.ReadNextAsync().AsTask().GetAwaiter().GetResult() is not null)
        {
            _ = reader.ReadContentAsync(buffer).AsTask().GetAwaiter().GetResult();
        }
    }

    static void ReadCpio(byte[] input)
    {
        Consumption.Take(CpioReader.ReadTree(BlobSource.FromBytes(input)));
        _ = CpioReader.MeasureLeadingArchives(BlobSource.FromBytes(input));
    }

    static void Decompress(byte[] input, CompressionFormat format)
    {
        _ = Decompressor.Detect(input.AsSpan(0, Math.Min(input.Length, Decompressor.DetectionLength)));
        using var stream = Decompressor.Open(
            new MemoryStream(input), format, new DecompressionLimits { MaximumOutputLength = MostOutput, MaximumWindowLength = 8 * 1024 * 1024 });
        Consumption.Take(stream, MostOutput * 2);
    }

    static void ReadStock(byte[] input)
    {
        using var spool = new ContentSpool();
        Consumption.Take(StockRootFileSystem.ReadAsync(BlobSource.FromBytes(input), spool, Consumption.Budget, default).GetAwaiter().GetResult());
    }

    static void ReadRootFs(byte[] input)
    {
        using var spool = new ContentSpool();
        var platform = OciPlatform.Parse("linux/amd64");
        Consumption.Take(RootFsTarball.ReadContentAsync(BlobSource.FromBytes(input), "input", platform, spool).AsTask().GetAwaiter().GetResult());
    }

    static IEnumerable<byte[]> TarSeeds()
    {
        yield return TarArchive.Plan(SampleTrees.Mixed()).ToArray();
        foreach (var archive in ForeignTars.All)
        {
            yield return archive;
        }
    }

    static IEnumerable<byte[]> CpioSeeds()
    {
        var archive = CpioArchive.Plan(SampleTrees.Mixed()).ToArray();
        return [archive, [.. archive, .. new byte[512], .. archive]];
    }

    static IEnumerable<byte[]> Compressed(CompressionFormat format)
    {
        foreach (var content in new byte[][] { [], TestBytes.Text(5000), TestBytes.Noise(3000), new byte[200_000] })
        {
            using var output = new MemoryStream();
            Write(format, BlobSource.FromBytes(content), output);
            yield return output.ToArray();
        }
    }

    static void Write(CompressionFormat format, BlobSource content, Stream output)
    {
        switch (format)
        {
            case CompressionFormat.Gzip:
                GzipWriter.Write(content, output);
                break;
            case CompressionFormat.Xz:
                XzWriter.Write(content, output);
                break;
            default:
                ZstdWriter.Write(content, output);
                break;
        }
    }

    static IEnumerable<byte[]> StockSeeds()
    {
        var plain = CpioArchive.Plan(VolumeTargets.WithSquashFs("rootfs.sqsh")).ToArray();
        foreach (var format in new[] { CompressionFormat.Gzip, CompressionFormat.Xz, CompressionFormat.Zstd })
        {
            using var output = new MemoryStream();
            Write(format, BlobSource.FromBytes(plain), output);
            yield return output.ToArray();
        }

        yield return plain;
    }

    static IEnumerable<byte[]> RootFsSeeds() => TarSeeds().Concat(OciTargets.DockerArchives());
}
