using System.Globalization;
using System.Security.Cryptography;
using TalosBoot.Compression.Content;
using TalosBoot.Core.Caching;
using TalosBoot.Core.Content;

namespace TalosBoot.Compression.Zstd;

/// <summary>Compresses runs of data, or finds what they were compressed to before. For several threads at once.</summary>
internal sealed class ZstdRunMemory(ContentCache cache, ZstdWriterOptions options)
{
    /// <summary>Raised whenever the same run would give other blocks than before. A test compares the bytes.</summary>
    const int WriterVersion = 1;

    // A shorter run is compressed as quickly as it is found.
    const int MinLength = 32 * 1024;

    readonly byte[] _prefix = System.Text.Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"TalosBoot zstd run {WriterVersion} {options.Level} {options.WindowLog}\n"));

    public void Compress(ZstdRunCompressor worker, ReadOnlySpan<byte> data, ByteSink output, CancellationToken cancellationToken)
    {
        if (data.Length < MinLength)
        {
            worker.Compress(data, output);
            return;
        }

        var key = KeyOf(data);
        lock (cache.GateOf(key))
        {
            FindOrCompress(key, worker, data, output, cancellationToken);
        }
    }

    void FindOrCompress(Digest key, ZstdRunCompressor worker, ReadOnlySpan<byte> data, ByteSink output, CancellationToken cancellationToken)
    {
        if (cache.Find(key, cancellationToken) is { } blocks)
        {
            var length = checked((int)blocks.Length);
            blocks.Read(0, output.Reserve(length)[..length], cancellationToken);
            output.Advance(length);
            blocks.CloseFiles(); // There may be very many.
            return;
        }

        worker.Compress(data, output);
        cache.Keep(key, BlobSource.FromBytes(output.Written.ToArray()), cancellationToken);
    }

    Digest KeyOf(ReadOnlySpan<byte> data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(_prefix);
        hash.AppendData(data);
        return Digest.FromSha256(hash.GetHashAndReset());
    }
}
