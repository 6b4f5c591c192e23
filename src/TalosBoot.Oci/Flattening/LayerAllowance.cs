using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.Flattening;

/// <summary>How many bytes one layer may have when it is not compressed: as many as its image has left, and no more than is sound for what is stored of it.</summary>
/// <param name="image">What the layers of the image have left.</param>
/// <param name="times">How many times the layer stands in the image.</param>
internal sealed class LayerAllowance(ImageAllowance image, int times)
{
    const long FreeOutputLength = 64 << 20;

    long _reached;

    /// <summary>That of an archive which belongs to no image, or is all of it.</summary>
    public static LayerAllowance Alone(string subject, ContainerImageLimits limits) => new(new ImageAllowance(subject, limits), times: 1);

    /// <summary>How many bytes a layer may have at most, if it had all that the image may have.</summary>
    public long MaximumLength(BlobSource stored)
    {
        var ratio = image.Limits.MaximumCompressionRatio;
        return Math.Min(image.Limits.MaximumUncompressedSize, Math.Max(FreeOutputLength, Math.Min(stored.Length, long.MaxValue / ratio) * ratio));
    }

    /// <summary>Notes how long the layer has become. A second attempt with it takes nothing anew for as long as it is no longer than the first was.</summary>
    /// <exception cref="RegistryException">The layers of the image are too long together (TB2007).</exception>
    public void Reach(long length)
    {
        if (length > _reached)
        {
            image.Take(length - _reached, times);
            _reached = length;
        }
    }
}
