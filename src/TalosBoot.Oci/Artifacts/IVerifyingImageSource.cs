using TalosBoot.Core.Content;

namespace TalosBoot.Oci.Artifacts;

/// <summary>A source that finds out who vouches for an image before it gives it.</summary>
internal interface IVerifyingImageSource : IContainerImageSource
{
    /// <summary>The images as they are, not verified.</summary>
    IContainerImageSource Images { get; }

    /// <summary>What the reference stands for: the digest that a signature vouches for.</summary>
    ValueTask<Digest> VerifyDigestAsync(ImageReference reference, CancellationToken cancellationToken);
}
