using TalosBoot.Core.Content;

namespace TalosBoot.Oci.Registry.Blobs;

/// <summary>Tells how far a download is.</summary>
/// <param name="inner">The download, which is disposed with this.</param>
/// <param name="start">The offset of its first byte.</param>
/// <param name="fetched">Is told how far it is.</param>
internal sealed class ReportingStream(Stream inner, long start, IProgress<long> fetched) : ReadOnlyStream
{
    long _position = start;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _position += count;
        fetched.Report(_position);
        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
