using TalosBoot.Core.Content;

namespace TalosBoot.Factory.Assets;

/// <summary>A stored asset as a content.</summary>
internal sealed class OpenAssetSource(OpenAsset asset) : BlobSource
{
    public override long Length => asset.Length;

    protected override void ReadCore(long offset, Span<byte> destination)
    {
        var buffer = new byte[Math.Min(destination.Length, AssetTrailer.BlockSize)];
        for (var done = 0; done < destination.Length;)
        {
            // Of a stored asset a read never waits.
            var count = asset.ReadAsync(offset + done, buffer.AsMemory(0, Math.Min(buffer.Length, destination.Length - done)), CancellationToken.None).Result;
            buffer.AsSpan(0, count).CopyTo(destination[done..]);
            done += count;
        }
    }
}
