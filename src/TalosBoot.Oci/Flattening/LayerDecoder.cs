using System.Security.Cryptography;
using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.Flattening;

/// <summary>Decompresses a layer step by step, and checks its digests on the way.</summary>
/// <param name="blob">The layer as it is stored.</param>
/// <param name="format">How it is compressed.</param>
/// <param name="expected">The digests.</param>
/// <param name="allowance">How many bytes may come out.</param>
/// <param name="output">Takes them.</param>
/// <param name="read">Is told how many bytes of the stored layer were read; null for nobody.</param>
internal sealed class LayerDecoder(
    BlobSource blob, CompressionFormat format, ExpectedDigests expected, LayerAllowance allowance, Stream output, IProgress<long>? read) : IDisposable
{
    const int StepLength = 1024 * 1024;

    readonly HashingReadStream _input = new(blob, expected.Stored is not null);
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly byte[] _buffer = new byte[StepLength];
    Stream? _stream;
    long _length;

    /// <summary>Does all steps.</summary>
    public static IEnumerable<bool> Steps(LayerDecoder decoder, CancellationToken cancellationToken)
    {
        using (decoder)
        {
            while (decoder.Step(cancellationToken))
            {
                yield return true;
            }
        }
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _input.Dispose();
        _hash.Dispose();
    }

    bool Step(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            _stream ??= Decompressor.Open(_input, format, new DecompressionLimits { MaximumOutputLength = allowance.MaximumLength(blob) });
            var length = _stream.ReadAtLeast(_buffer, _buffer.Length, throwOnEndOfStream: false);
            allowance.Reach(_length += length);
            _hash.AppendData(_buffer, 0, length);
            output.Write(_buffer, 0, length);
            read?.Report(_input.Position);
            if (length > 0)
            {
                return true;
            }

            if (expected.Expanded is { } expanded)
            {
                BlobVerification.CheckDigest(expanded, Digest.FromSha256(_hash.GetHashAndReset()), $"{expected.Subject}, decompressed");
            }
        }
        catch (Exception exception) when (exception is ImageFormatException or ContentMismatchException or RegistryException)
        {
            // That the blob is another one says more than what was found in it.
            CheckStored(cancellationToken);
            throw;
        }

        CheckStored(cancellationToken);
        return false;
    }

    void CheckStored(CancellationToken cancellationToken)
    {
        if (expected.Stored is { } stored)
        {
            BlobVerification.CheckDigest(stored, _input.Complete(cancellationToken), expected.Subject);
        }
    }
}
