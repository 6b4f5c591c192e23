using System.Security.Cryptography;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Registry.Http;

namespace TalosBoot.Oci.Registry.Blobs;

/// <summary>The bytes of a blob, checked while they pass. A connection that is lost is taken up again where it ended.</summary>
/// <param name="parts">Where the bytes come from.</param>
/// <param name="start">The first byte.</param>
/// <param name="isHashed">Whether the digest is checked, if the first byte is that of the blob; else the reader does that.</param>
internal sealed class RegistryBlobStream(BlobParts parts, long start, bool isHashed) : ReadOnlyStream
{
    // A server that drops every connection after a few bytes must not keep us for ever.
    const long ProgressPerAttempt = 1024 * 1024;

    readonly IncrementalHash? _hash = isHashed && start == 0 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    readonly Patience _patience = new(parts.Options);
    BlobPart? _part;
    long _position = start;
    long _lastFailure = start;
    int _failures;
    TimeSpan _delay = parts.Options.RetryDelay;
    bool _isVerified;

    public override long Length => parts.Blob.Size;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    long Left => parts.Blob.Size - _position;

    /// <summary>Sends the first request, so that a blob that is not there is told when it is opened.</summary>
    public async Task ConnectAsync(CancellationToken cancellationToken)
    {
        if (Left > 0 || _position == 0)
        {
            _part = await parts.OpenAsync(_position, _patience, cancellationToken).ConfigureAwait(false);
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        var count = Left == 0 ? 0 : await ReadSomeAsync(buffer[..(int)Math.Min(buffer.Length, Left)], cancellationToken).ConfigureAwait(false);
        if (Left == 0 && !_isVerified)
        {
            await VerifyAsync(cancellationToken).ConfigureAwait(false);
            _isVerified = true;
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _part?.Dispose();
            _hash?.Dispose();
        }

        base.Dispose(disposing);
    }

    async ValueTask<int> ReadSomeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            RegistryException failure;
            try
            {
                _part ??= await parts.OpenAsync(_position, _patience, cancellationToken).ConfigureAwait(false);
                var count = await _part.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                if (count > 0)
                {
                    _hash?.AppendData(buffer.Span[..count]);
                    _position += count;
                    return count;
                }

                failure = new RegistryException(
                    DiagnosticIds.RegistryUnreachable, Subject, $"the connection was lost at byte {_position} of {parts.Blob.Size}.");
            }
            catch (RegistryException exception) when (RetryLoop.IsTransient(exception))
            {
                failure = exception;
            }

            await RecoverAsync(failure, cancellationToken).ConfigureAwait(false);
        }
    }

    async Task RecoverAsync(RegistryException failure, CancellationToken cancellationToken)
    {
        _part?.Dispose();
        _part = null;
        _failures = _position - _lastFailure >= ProgressPerAttempt ? 1 : _failures + 1;
        _delay = _failures == 1 ? parts.Options.RetryDelay : _delay;
        _lastFailure = _position;
        if (_failures >= parts.Options.MaximumAttempts || _patience.Left == TimeSpan.Zero)
        {
            throw failure;
        }

        Log.Resuming(parts.Options.Logger, parts.Host, _position, parts.Blob.Digest.ToString());
        var start = _patience.Now;
        _delay = await new RetryLoop(parts.Options).WaitAsync(parts.Host, failure.Message, _delay, cancellationToken).ConfigureAwait(false);
        _patience.Note(start);
    }

    async Task VerifyAsync(CancellationToken cancellationToken)
    {
        var excess = _part is null ? 0 : await _part.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false);
        if (excess > 0)
        {
            throw new ContentMismatchException(
                DiagnosticIds.LengthMismatch, Subject, $"{parts.Blob.Size} bytes", "more");
        }

        if (_hash is not null)
        {
            BlobVerification.CheckDigest(parts.Blob.Digest, Digest.FromSha256(_hash.GetHashAndReset()), Subject);
        }
    }

    string Subject => $"{parts.Host}: {parts.Blob.Digest}";
}
