using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Oci.Flattening;

/// <summary>How many bytes the layers of one image may still have when they are not compressed: all of them share what is left. Thread-safe.</summary>
/// <param name="subject">What messages call the image.</param>
/// <param name="limits">The limits.</param>
internal sealed class ImageAllowance(string subject, ContainerImageLimits limits)
{
    readonly Lock _lock = new();
    long _taken;

    public ContainerImageLimits Limits => limits;

    /// <summary>Takes bytes of what is left, before they are written anywhere.</summary>
    /// <param name="length">How many.</param>
    /// <param name="times">How many times they stand in the image.</param>
    /// <exception cref="RegistryException">There are not so many left (TB2007).</exception>
    public void Take(long length, int times)
    {
        lock (_lock)
        {
            if (length > (limits.MaximumUncompressedSize - _taken) / times)
            {
                throw new RegistryException(
                    DiagnosticIds.ImageOverLimit, subject,
                    $"its layers have more than {limits.MaximumUncompressedSize} bytes together when they are not compressed, and that is the limit.");
            }

            _taken += length * times;
        }
    }
}
