using TalosBoot.Core.Content;

namespace TalosBoot.FileSystems.Tests.Volumes;

/// <summary>Content of which one stretch is another.</summary>
sealed class PatchedSource(BlobSource inner, long offset, byte[] patch) : BlobSource
{
    public override long Length => inner.Length;

    protected override void ReadCore(long start, Span<byte> destination)
    {
        inner.Read(start, destination);
        var from = Math.Max(start, offset);
        var to = Math.Min(start + destination.Length, offset + patch.Length);
        if (from < to)
        {
            patch.AsSpan((int)(from - offset), (int)(to - from)).CopyTo(destination[(int)(from - start)..]);
        }
    }
}
