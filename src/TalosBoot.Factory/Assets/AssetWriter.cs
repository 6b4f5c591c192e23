using System.IO.Hashing;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Factory.Assets;

/// <summary>Stores one asset, from its beginning to its end, and computes its checksums on the way. Not committed, it leaves nothing behind.</summary>
internal sealed class AssetWriter(FolderAssetStore store, Digest identity, long length, string path, SafeFileHandle handle) : IDisposable
{
    readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly byte[] _checksums = new byte[AssetTrailer.BlockCount(length) * AssetTrailer.ChecksumSize];
    AssetTrailer? _trailer;
    bool _isCommitted;

    public SafeFileHandle Handle => handle;

    public AssetTrailer Trailer => _trailer ?? throw new InvalidOperationException("The asset is not complete.");

    /// <summary>Copies a content.</summary>
    /// <param name="content">The content.</param>
    /// <param name="report">Is told how many bytes can be read from the file.</param>
    /// <param name="cancellationToken">Stops.</param>
    public Task CopyAsync(BlobSource content, Action<long> report, CancellationToken cancellationToken) => CopyAsync(
        (position, buffer) =>
        {
            content.Read(position, buffer.Span, cancellationToken);
            return ValueTask.FromResult(buffer.Length);
        },
        report, cancellationToken);

    /// <summary>Copies a stream.</summary>
    public Task CopyAsync(Stream content, Action<long> report, CancellationToken cancellationToken) => CopyAsync(
        (_, buffer) => content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken), report, cancellationToken);

    /// <summary>Gives the file its name.</summary>
    public void Commit(DateTime modifiedAt)
    {
        RandomAccess.Write(handle, Trailer.ToBytes(), length);
        store.Commit(path, Trailer, modifiedAt);
        _isCommitted = true;
    }

    /// <summary>Closes nothing: readers may still use the file, whose handle is theirs too.</summary>
    public void Dispose()
    {
        _sha256.Dispose();
        if (!_isCommitted)
        {
            File.Delete(path);
        }
    }

    async Task CopyAsync(Func<long, Memory<byte>, ValueTask<int>> read, Action<long> report, CancellationToken cancellationToken)
    {
        var buffer = new byte[(int)Math.Clamp(length, 1, AssetTrailer.BlockSize)];
        for (var position = 0L; position < length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var piece = buffer.AsMemory(0, (int)Math.Min(buffer.Length, length - position));
            if (await read(position, piece).ConfigureAwait(false) != piece.Length)
            {
                throw new ContentMismatchException(DiagnosticIds.LengthMismatch, identity.Hex, $"{length} bytes", "less");
            }

            Add(piece.Span, position);
            position += piece.Length;
            report(position);
        }

        RandomAccess.SetLength(handle, length);
        _trailer = new AssetTrailer(identity, length, Digest.FromSha256(_sha256.GetHashAndReset()), _checksums);
    }

    void Add(ReadOnlySpan<byte> piece, long position)
    {
        _sha256.AppendData(piece);
        XxHash128.Hash(piece, _checksums.AsSpan((int)(position / AssetTrailer.BlockSize) * AssetTrailer.ChecksumSize, AssetTrailer.ChecksumSize));

        // A block of zeros stays a hole.
        if (piece.ContainsAnyExcept((byte)0))
        {
            RandomAccess.Write(handle, piece, position);
        }
        else
        {
            RandomAccess.SetLength(handle, position + piece.Length);
        }
    }
}
