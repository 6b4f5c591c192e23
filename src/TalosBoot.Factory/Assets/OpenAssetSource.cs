using TalosBoot.Core.Content;

namespace TalosBoot.Factory.Assets;

/// <summary>An asset that is complete, as a content.</summary>
internal sealed class OpenAssetSource(OpenAsset asset) : BlobSource
{
    public override long Length => asset.Length;

    protected override void ReadCore(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var count = asset.Read(offset, destination);
            if (count == 0)
            {
                throw new InvalidDataException("The asset is shorter than it was.");
            }

            offset += count;
            destination = destination[count..];
        }
    }
}
