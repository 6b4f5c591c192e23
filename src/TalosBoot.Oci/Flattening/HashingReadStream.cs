using System.Security.Cryptography;
using TalosBoot.Core.Content;

namespace TalosBoot.Oci.Flattening;

/// <summary>Hashes what is read of a blob, so that it is read once.</summary>
/// <param name="blob">The blob.</param>
/// <param name="hashes">False when it has been hashed before: then it is only read.</param>
internal sealed class HashingReadStream(BlobSource blob, bool hashes = true) : ReadOnlyStream
{
    const int SkipLength = 64 * 1024;

    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    long _position;

    public override long Length => blob.Length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, blob.Length - _position);
        if (count > 0)
        {
            blob.Read(_position, buffer[..count]);
            if (hashes)
            {
                _hash.AppendData(buffer[..count]);
            }

            _position += count;
        }

        return count;
    }

    /// <summary>The digest of the whole blob: what the reader has left is read now.</summary>
    public Digest Complete(CancellationToken cancellationToken)
    {
        for (var buffer = new byte[SkipLength]; Read(buffer.AsSpan()) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }

        return Digest.FromSha256(_hash.GetHashAndReset());
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }
}
